import { Tiktoken } from "tiktoken/lite";
import { RefusedError } from "../../errors.ts";
import { piecePattern } from "./pre_tokenizer.ts";

/** The part of a Hugging Face `tokenizer.json` that byte-level byte-pair encoding needs. */
interface BytePairEncoding {
  readonly vocab: Readonly<Record<string, number>>;
  /** The two tokens that each merge joins. */
  readonly merges: readonly (readonly [string, string])[];
  /** The pattern of the pieces that text is cut into first. */
  readonly pattern: string;
  /** The ids of tokens that no text becomes, by their names. */
  readonly special: ReadonlyMap<string, number>;
}

/** Vocabularies of GPT-2 and BART have about 50,000 tokens. */
const MAX_TOKENS = 100_000;

/**
 * Byte-level byte-pair encoding as in GPT-2, BART, SmolLM2, Llama 3 and Qwen 2: any text to token ids and back without
 * loss. Text is not normalised first, which Qwen 2 would do: it comes back as it was.
 * The encoder is tiktoken's, in WebAssembly; this class only translates between its ranks and the file's ids.
 */
export class Tokenizer implements Disposable {
  readonly #encoder: Tiktoken;
  readonly #idOfRank: Int32Array;
  readonly #bytesOfId: readonly (Uint8Array | undefined)[];

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
    const { vocab, merges, pattern, special } = parse(json, vocabulary, mergesPerToken);
    const byteOfCharacter = byteAlphabet();
    const known = new Set<string>();
    const ranks: string[] = [];
    const idOfRank: number[] = [];
    const bytesOfId: Uint8Array[] = [];
    const add = (token: string) => {
      if (known.has(token)) return; // another pair that makes it; the first one counts
      known.add(token);
      const id = Object.hasOwn(vocab, token) ? vocab[token] : undefined;
      if (id === undefined) throw refused(`its vocabulary lacks the token ${shown(token)}`);
      const bytes = Uint8Array.from(token, (character) => byteOfCharacter.get(character) ?? unknownCharacter(token));
      ranks.push(`${bytes.toBase64()} ${ranks.length}`);
      idOfRank.push(id);
      bytesOfId[id] = bytes;
    };
    for (const character of byteOfCharacter.keys()) add(character);
    for (const [left, right] of merges) add(left + right);
    this.#encoder = new Tiktoken(ranks.join("\n"), {}, pattern);
    this.#idOfRank = Int32Array.from(idOfRank);
    this.#bytesOfId = bytesOfId;
    this.special = special;
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
 * A token has a place in the vocabulary and a merge is of two texts, which may be a list of its own. What else a file
 * has, commas and brackets in tokens included, is little: and nothing is parsed that takes far more memory than bytes.
 */
const PARTS_OF_A_MERGE = 3;
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

/** What a tokenizer.json says. Nothing of it is believed. */
interface TokenizerFile {
  readonly model?: {
    readonly vocab?: unknown;
    readonly merges?: unknown;
    readonly byte_fallback?: unknown;
    readonly continuing_subword_prefix?: unknown;
    readonly end_of_word_suffix?: unknown;
  };
  readonly normalizer?: { readonly type?: unknown } | null;
  readonly pre_tokenizer?: unknown;
  readonly added_tokens?: unknown;
}

function parse(json: string, vocabulary: number, mergesPerToken: number): BytePairEncoding {
  if (parts(json) > (1 + PARTS_OF_A_MERGE * mergesPerToken) * vocabulary + OTHER_PARTS) {
    throw refused("it has more parts than its tokens need");
  }
  let file: TokenizerFile | null;
  try {
    file = JSON.parse(json);
  } catch (error) {
    throw refused((error as Error).message);
  }
  const { vocab, merges, byte_fallback, continuing_subword_prefix, end_of_word_suffix } = file?.model ?? {};
  if (typeof vocab !== "object" || vocab === null || !Array.isArray(merges)) {
    throw refused("it holds no byte-pair encoding (model.vocab and model.merges)");
  }
  if (byte_fallback || continuing_subword_prefix || end_of_word_suffix) {
    throw refused(
      "it is a SentencePiece or WordPiece tokenizer, and only byte-level byte-pair encodings are supported",
    );
  }
  const ids: unknown[] = Object.values(vocab);
  const maxMerges = mergesPerToken * vocabulary;
  if (ids.length > vocabulary || merges.length > maxMerges) {
    const limits = maxMerges === vocabulary ? "" : ` tokens and ${maxMerges} merges`;
    throw refused(`it has ${ids.length} tokens and ${merges.length} merges, and may have ${vocabulary}${limits}`);
  }
  const strange = ids.find((id) => !isId(id, vocabulary));
  if (strange !== undefined) {
    throw refused(`it has the token id ${shown(String(strange))}, not a whole number below ${vocabulary}`);
  }
  const normalizer = file?.normalizer?.type;
  if (normalizer !== undefined && normalizer !== "NFC") {
    throw refused(`its normalizer ${shown(String(normalizer))} is not known: it would change the text`);
  }
  const pattern = piecePattern(file?.pre_tokenizer);
  if (pattern === undefined) {
    throw refused(
      "its pre_tokenizer, which cuts text into pieces first, is none of those known: GPT-2's, SmolLM2's, Llama 3's, Qwen 2's",
    );
  }
  return {
    vocab: vocab as Record<string, number>,
    merges: merges.map(pair),
    pattern,
    special: specialTokens(file?.added_tokens ?? [], vocabulary),
  };
}

function isId(id: unknown, vocabulary: number): id is number {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocabulary;
}

function specialTokens(added: unknown, vocabulary: number): Map<string, number> {
  if (!Array.isArray(added)) throw refused("its added_tokens are no list");
  return new Map(added.map((token: { id?: unknown; content?: unknown } | null) => {
    const { id, content } = token ?? {};
    if (!isId(id, vocabulary) || typeof content !== "string") {
      throw refused("one of its added_tokens has no id or name");
    }
    return [content, id];
  }));
}

/** A merge is written as two tokens, or as one text with a space between them. */
function pair(merge: unknown): [string, string] {
  const [left, right, ...more]: unknown[] = typeof merge === "string"
    ? merge.split(" ")
    : Array.isArray(merge)
    ? merge
    : [];
  if (typeof left !== "string" || typeof right !== "string" || more.length > 0) {
    throw refused("one of its merges is no pair of tokens");
  }
  return [left, right];
}

function unknownCharacter(token: string): never {
  throw refused(`its token ${shown(token)} stands for no bytes`);
}

/** A token, which may be of any length, in an error. */
function shown(token: string): string {
  return JSON.stringify(token.length > 40 ? `${token.slice(0, 40)}…` : token);
}

function refused(why: string): RefusedError {
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
