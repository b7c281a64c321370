import { splitWords, stripEnd } from "../text/words.ts";
import { tokenize13a } from "./tokenize13a.ts";
import { tokenizeZh } from "./tokenize_zh.ts";

/** Splits a text into the tokens that BLEU counts. */
export type Tokenize = (text: string) => string[];

/** sacreBLEU's tokenisations by its names; those that need a dictionary or a model (ja-mecab, ko-mecab, spm, flores200) are not here. */
export const TOKENIZERS = {
  "13a": tokenize13a,
  zh: tokenizeZh,
  char: (text) => [...splitWords(text).join("")],
  intl: tokenizeInternational,
  none: splitWords,
} as const satisfies Record<string, Tokenize>;

/** The name of a tokenisation. */
export type TokenizerName = keyof typeof TOKENIZERS;

/** The names, the usual one first. */
export const TOKENIZER_NAMES = Object.keys(TOKENIZERS) as TokenizerName[];

/**
 * sacreBLEU's `intl`, which is that of NIST's `mteval-v14.pl`: punctuation of any script is split off unless it stands between two
 * digits, and so are symbols.
 */
function tokenizeInternational(text: string): string[] {
  return splitWords(
    stripEnd(text)
      .replace(/(\P{N})(\p{P})/gu, "$1 $2 ")
      .replace(/(\p{P})(\P{N})/gu, " $1 $2")
      .replace(/\p{S}/gu, " $& "),
  );
}
