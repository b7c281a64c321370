import { Tiktoken } from "tiktoken/lite";
import { RefusedError } from "../../errors.ts";

/** Cuts text into pieces before byte-pair encoding as GPT-2 and BART do (Radford et al., 2019). */
const PIECES = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** The part of a Hugging Face `tokenizer.json` that byte-level byte-pair encoding needs. */
interface BytePairEncoding {
  readonly vocab: Readonly<Record<string, number>>;
  /** The two tokens that each merge joins. */
  readonly merges: readonly (readonly [string, string])[];
}

/** Vocabularies of GPT-2 and BART have about 50,000 tokens. */
const MAX_TOKENS = 100_000;

/**
 * Byte-level byte-pair encoding as in GPT-2 and BART: any text to token ids and back without loss.
 * The encoder is tiktoken's, in WebAssembly; this class only translates between its ranks and the file's ids.
 */
export class Tokenizer implements Disposable {
  readonly #encoder: Tiktoken;
  readonly #idOfRank: Int32Array;
  readonly #bytesOfId: readonly (Uint8Array | undefined)[];

  /**
   * @param json The text of a `tokenizer.json`.
   * @param vocabulary The most tokens that it may know; their ids are smaller.
   * @throws {RefusedError} if it does not hold a byte-level byte-pair encoding of that size.
   */
  constructor(json: string, vocabulary = MAX_TOKENS) {
    const { vocab, merges } = parse(json, vocabulary);
    const byteOfCharacter = byteAlphabet();
    const ranks: string[] = [];
    const idOfRank: number[] = [];
    const bytesOfId: Uint8Array[] = [];
    const add = (token: string) => {
      const id = Object.hasOwn(vocab, token) ? vocab[token] : undefined;
      if (id === undefined) throw createRefusal(`its vocabulary lacks the token ${quote(token)}`);
      const bytes = Uint8Array.from(token, (character) => byteOfCharacter.get(character) ?? unknownCharacter(token));
      ranks.push(`${bytes.toBase64()} ${ranks.length}`);
      idOfRank.push(id);
      bytesOfId[id] = bytes;
    };
    for (const character of byteOfCharacter.keys()) add(character);
    for (const [left, right] of merges) add(left + right);
    this.#encoder = new Tiktoken(ranks.join("\n"), {}, PIECES);
    this.#idOfRank = Int32Array.from(idOfRank);
    this.#bytesOfId = bytesOfId;
  }

  /** Text to token ids. An unpaired surrogate, which no UTF-8 can hold, becomes U+FFFD. */
  encode(text: string): Int32Array {
    return Int32Array.from(this.#encoder.encode_ordinary(text), (rank) => this.#idOfRank[rank]!);
  }

  /** Token ids to text. Ids without bytes (special tokens) vanish; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: Iterable<number>): string {
    const parts = Array.from(ids, (id) => this.bytes(id));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  /** The bytes of a token; none for a special one. */
  bytes(id: number): Uint8Array {
    return this.#bytesOfId[id] ?? new Uint8Array();
  }

  [Symbol.dispose](): void {
    this.#encoder.free();
  }
}

/**
 * A token has a place in the vocabulary and in a merge of two texts, which may be a list of its own. What else a file
 * has, commas and brackets in tokens included, is little: and nothing is parsed that takes far more memory than bytes.
 */
const PARTS_OF_A_TOKEN = 4;
const OTHER_PARTS = 10_000;

/** At least how many values a JSON text holds: each comes behind a comma or the beginning of a list or an object. */
function parts(json: string): number {
  let count = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === COMMA || code === BRACKET || code === BRACE) count++;
  }
  return count;
}

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

function parse(json: string, vocabulary: number): BytePairEncoding {
  if (parts(json) > PARTS_OF_A_TOKEN * vocabulary + OTHER_PARTS) {
    throw createRefusal("it has more parts than its tokens need");
  }
  let model: { vocab?: unknown; merges?: unknown } | undefined;
  try {
    model = JSON.parse(json)?.model;
  } catch (error) {
    throw createRefusal((error as Error).message);
  }
  const { vocab, merges } = model ?? {};
  if (typeof vocab !== "object" || vocab === null || !Array.isArray(merges)) {
    throw createRefusal("it holds no byte-pair encoding (model.vocab and model.merges)");
  }
  const ids: unknown[] = Object.values(vocab);
  if (ids.length > vocabulary || merges.length > vocabulary) {
    throw createRefusal(`it has ${ids.length} tokens and ${merges.length} merges, and may have ${vocabulary}`);
  }
  const strange = ids.find((id) => !Number.isInteger(id) || (id as number) < 0 || (id as number) >= vocabulary);
  if (strange !== undefined) {
    throw createRefusal(`it has the token id ${quote(String(strange))}, not a whole number below ${vocabulary}`);
  }
  return { vocab: vocab as Record<string, number>, merges: merges.map(pair) };
}

/** A merge is written as two tokens, or as one text with a space between them. */
function pair(merge: unknown): [string, string] {
  const [left, right, ...more]: unknown[] = typeof merge === "string"
    ? merge.split(" ")
    : Array.isArray(merge)
    ? merge
    : [];
  if (typeof left !== "string" || typeof right !== "string" || more.length > 0) {
    throw createRefusal("one of its merges is no pair of tokens");
  }
  return [left, right];
}

function unknownCharacter(token: string): never {
  throw createRefusal(`its token ${quote(token)} stands for no bytes`);
}

/** A token, which may be of any length, in an error. */
function quote(token: string): string {
  return JSON.stringify(token.length > 40 ? `${token.slice(0, 40)}…` : token);
}

function createRefusal(why: string): RefusedError {
  return new RefusedError(`Cannot read tokenizer.json: ${why}`);
}

/** GPT-2's printable stand-in for each byte, in the order of the bytes' ranks. */
function byteAlphabet(): Map<string, number> {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 255 && byte !== 173);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const hidden = bytes.filter((byte) => !printable(byte));
  const character = (byte: number) => String.fromCharCode(printable(byte) ? byte : 256 + hidden.indexOf(byte));
  return new Map(bytes.map((byte) => [character(byte), byte]));
}
