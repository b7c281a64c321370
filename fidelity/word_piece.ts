/** Code points that the model's tokenizer treats in a way of its own: runs of them, "first-last" in hexadecimal. */
export interface Characters {
  /** Control characters, and marks such as accents. */
  readonly dropped: readonly string[];
  /** Punctuation and Chinese characters: each is a word. */
  readonly alone: readonly string[];
}

/** These stand for themselves where a text has them: the original takes them out before it looks at the text. */
const SPECIAL = /(\[(?:PAD|UNK|CLS|SEP|MASK)\])/;

/** A word longer than this is unknown, whatever its pieces, none of which has a code point of two code units. */
const MAX_WORD = 100;

/**
 * The tokenizer of uncased BERT models (Devlin et al., 2018), which gives the ids that Hugging Face's gives: canonical
 * decomposition without the accents, lower case, words at white space, punctuation and Chinese characters, and each word as
 * the longest pieces that the vocabulary has from left to right, those within a word being written with "##". A word that
 * cannot be put together so is one [UNK].
 */
export class WordPieceTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #longest: number;
  readonly #dropped: RegExp;
  readonly #words: RegExp;

  /** @param vocabulary The pieces, a line each, in the order of their ids. */
  constructor(vocabulary: string, { dropped, alone }: Characters) {
    const pieces = vocabulary.trimEnd().split("\n");
    this.#ids = new Map(pieces.map((piece, id) => [piece, id]));
    this.#longest = pieces.reduce((longest, { length }) => Math.max(longest, length), 0);
    this.#dropped = new RegExp(`[${classOf(dropped)}]`, "gu");
    this.#words = new RegExp(`[${classOf(alone)}]|[^\\s${classOf(alone)}]+`, "gu");
  }

  /** Text to at most `most` ids, the [CLS] before it and the [SEP] after it among them. */
  encode(text: string, most: number): number[] {
    const ids = [this.#id("[CLS]")];
    for (const part of text.toWellFormed().split(SPECIAL)) {
      if (ids.length >= most - 1) break;
      if (SPECIAL.test(part)) ids.push(this.#id(part));
      else this.#append(part, ids, most - 1);
    }
    return [...ids.slice(0, most - 1), this.#id("[SEP]")];
  }

  /** Appends the ids of a text without special tokens, at least until there are `enough`. */
  #append(text: string, ids: number[], enough: number): void {
    // A sigma at a word's end would become another letter in lower case, as Greek has it and the original has not.
    const normal = text.normalize("NFD").replace(this.#dropped, "").replaceAll("Σ", "σ").toLowerCase();
    for (const [word] of normal.matchAll(this.#words)) {
      if (ids.length >= enough) return;
      ids.push(...this.#pieces(word));
    }
  }

  #pieces(word: string): number[] {
    const unknown = [this.#id("[UNK]")];
    if (word.length > MAX_WORD) return unknown;
    const ids: number[] = [];
    for (let start = 0; start < word.length;) {
      const before = start === 0 ? "" : "##";
      let end = Math.min(word.length, start + this.#longest);
      while (end > start && !this.#ids.has(before + word.slice(start, end))) end--;
      if (end === start) return unknown;
      ids.push(this.#id(before + word.slice(start, end)));
      start = end;
    }
    return ids;
  }

  #id(piece: string): number {
    return this.#ids.get(piece)!;
  }
}

/** The inside of a regular expression's class. */
function classOf(runs: readonly string[]): string {
  return runs.map((run) => run.split("-").map((point) => `\\u{${point}}`).join("-")).join("");
}
