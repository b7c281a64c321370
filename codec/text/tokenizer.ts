import { concatenate } from "../../runtime/batch.ts";
import { BYTE_CHARACTERS, bytesOf, isInUtf8, standsForBytes } from "./byte_alphabet.ts";
import { BytePairs } from "./byte_pairs.ts";
import { parseTokenizer, refused, shown } from "./tokenizer_file.ts";

/** Vocabularies of GPT-2 and BART have about 50,000 tokens. */
const MAX_TOKENS = 100_000;

/** So many pieces' tokens are kept, of pieces that are no longer than this. */
const MAX_KEPT = 2 ** 15;
const MAX_KEPT_LENGTH = 32;

/** A longer piece is cut, since the time of one grows with the square of its length. No language has such words. */
const MAX_PIECE = 500;

/**
 * Byte-level byte-pair encoding as in GPT-2, BART, SmolLM2, Llama 3 and Qwen 2: any text to token ids and back without
 * loss. Text is not normalised first, which Qwen 2 would do: it comes back as it was. Pieces of more than 500 letters are
 * cut where other tokenizers leave them whole.
 */
export class Tokenizer implements Disposable {
  readonly #made: readonly string[];
  /** Made when a text is encoded first: who only decodes does not need it. */
  #pairs: BytePairs | undefined;
  readonly #pieces: RegExp;
  readonly #vocab: Readonly<Record<string, number>>;
  readonly #tokenOfId: (string | undefined)[] = [];
  /** The special tokens that stand in for bytes that the vocabulary lacks, by those bytes' characters. */
  readonly #standIns = new Map<string, number>();
  /** The tokens of pieces that were encoded before: most of a text is words that occur again. */
  readonly #kept = new Map<string, Int32Array>();

  /** The ids of the tokens that no text becomes, by their names: `<|endoftext|>` and others. */
  readonly special: ReadonlyMap<string, number>;

  /**
   * @param json The text of a `tokenizer.json`.
   * @param vocabulary The most tokens that it may know; their ids are smaller.
   * @param mergesPerToken The most merges for each of them. One makes a token; Llama 3's and other tokenizers list every
   * pair that makes it.
   * @throws {RefusedError} if it does not hold a byte-level byte-pair encoding of that size whose way to cut text into
   * pieces is known.
   */
  constructor(json: string, vocabulary = MAX_TOKENS, mergesPerToken = 1) {
    const { tokens, vocab, made, pieces, special } = parseTokenizer(json, vocabulary, mergesPerToken);
    for (const token of tokens) if (standsForBytes(token)) this.#tokenOfId[vocab[token]!] = token;
    for (const id of special.values()) delete this.#tokenOfId[id];
    const spare = [...special.values()].sort((a, b) => a - b);
    BYTE_CHARACTERS.forEach((character, byte) => {
      if (character in vocab || !isInUtf8(byte)) return;
      const id = spare.pop();
      if (id === undefined) throw refused(`its vocabulary lacks the token ${shown(character)}`);
      this.#standIns.set(character, id);
      this.#tokenOfId[id] = character;
    });
    this.#made = made;
    this.#pieces = pieces;
    this.#vocab = vocab;
    this.special = special;
  }

  /** Text to token ids. An unpaired surrogate, which no UTF-8 can hold, becomes U+FFFD. */
  encode(text: string): Int32Array {
    const ids: number[] = [];
    for (const piece of text.toWellFormed().match(this.#pieces) ?? []) {
      for (const part of cut(piece)) for (const id of this.#encodePiece(part)) ids.push(id);
    }
    return Int32Array.from(ids);
  }

  /** Token ids to text. Ids without bytes (special tokens) vanish; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: Iterable<number>): string {
    const bytes = concatenate(Array.from(ids, (id) => this.bytes(id)), Uint8Array);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  /** The text of each token by itself; of one that has a part of a character alone, U+FFFD. */
  spell(ids: Int32Array): string[] {
    return Array.from(ids, (id) => this.decode([id]));
  }

  /** The bytes of a token; none for a special one, unless it stands in for a byte. */
  bytes(id: number): Uint8Array {
    return bytesOf(this.#tokenOfId[id] ?? "");
  }

  [Symbol.dispose](): void {
    this.#pairs?.[Symbol.dispose]();
    this.#pairs = undefined;
  }

  #encodePiece(piece: string): Int32Array {
    const kept = this.#kept.get(piece);
    if (kept !== undefined) return kept;
    this.#pairs ??= new BytePairs(this.#made, (token) => this.#vocab[token] ?? this.#standIns.get(token)!);
    const ids = this.#pairs.encode(piece);
    if (piece.length <= MAX_KEPT_LENGTH) {
      if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
      this.#kept.set(piece, ids);
    }
    return ids;
  }
}

/** Cuts a piece that is too long, between letters. */
function cut(piece: string): readonly string[] {
  if (piece.length <= MAX_PIECE) return [piece];
  const parts: string[] = [];
  for (let at = 0; at < piece.length;) {
    const end = at + MAX_PIECE;
    const isPair = isHighSurrogate(piece.charCodeAt(end - 1));
    parts.push(piece.slice(at, at = isPair ? end + 1 : end));
  }
  return parts;
}

function isHighSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xd800;
}
