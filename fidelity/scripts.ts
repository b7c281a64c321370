import type { TokenizerName } from "./tokenizers.ts";

/** Of all letters, so many may be of scripts without spaces between words before another tokenisation is suggested. */
const MAX_SHARE = 0.3;

/** Of the letters without spaces, so many are kana in Japanese text and hardly any in Chinese. */
const JAPANESE_SHARE = 0.1;

const LETTER = /\p{L}/gu;
const HAN = /\p{Script=Han}/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const OTHERS = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Counts the letters of texts by their script, to tell where words at white space are none. */
export class ScriptCounts {
  #letters = 0;
  #han = 0;
  #kana = 0;
  #others = 0;

  add(text: string): void {
    this.#letters += countOf(LETTER, text);
    this.#han += countOf(HAN, text);
    this.#kana += countOf(KANA, text);
    this.#others += countOf(OTHERS, text);
  }

  /** The tokenisation that suits the texts: `zh` for Chinese, `char` for other scripts without spaces; undefined elsewhere. */
  get suggestion(): TokenizerName | undefined {
    const spaceless = this.#han + this.#kana + this.#others;
    if (spaceless <= MAX_SHARE * this.#letters) return undefined;
    return this.#others <= this.#han && this.#kana <= JAPANESE_SHARE * spaceless ? "zh" : "char";
  }
}

function countOf(letters: RegExp, text: string): number {
  return text.match(letters)?.length ?? 0;
}
