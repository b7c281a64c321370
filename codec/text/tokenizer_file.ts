import { RefusedError } from "../../errors.ts";
import { countKeys, KEY_TWICE, scanJson } from "../../runtime/json.ts";
import { standsForBytes } from "./byte_alphabet.ts";
import { piecePattern } from "./pre_tokenizer.ts";

/** The file of every codec folder that has its tokenizer. */
export const TOKENIZER = "tokenizer.json";

/** The part of a Hugging Face `tokenizer.json` that byte-level byte-pair encoding needs. */
export interface TokenizerFile {
  /** All tokens, and their ids. The object has no prototype. */
  readonly tokens: readonly string[];
  readonly vocab: Readonly<Record<string, number>>;
  /** The tokens that merges make, in the order they were learnt; several may make one. */
  readonly made: readonly string[];
  /** Matches the pieces that text is cut into first. */
  readonly pieces: RegExp;
  /** The ids of tokens that no text becomes, by their names. */
  readonly special: ReadonlyMap<string, number>;
}

/**
 * A token has a place in the vocabulary and a merge is of two texts, which may be a list of its own. What else a file
 * has is little: and nothing is parsed that takes far more memory than bytes.
 */
const PARTS_OF_A_MERGE = 3;
const OTHER_PARTS = 10_000;

/** Those that are read have 6. */
const MAX_DEPTH = 20;

/** A tokenizer.json as someone wrote it. Nothing of it is believed. */
interface Said {
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

/**
 * Reads the text of a tokenizer.json.
 * @param vocabulary The most tokens that it may know; their ids are smaller.
 * @param mergesPerToken The most merges for each of them.
 * @throws {RefusedError}
 */
export function parseTokenizer(json: string, vocabulary: number, mergesPerToken: number): TokenizerFile {
  const { depth, keys, parts } = scanJson(json);
  if (parts > (1 + PARTS_OF_A_MERGE * mergesPerToken) * vocabulary + OTHER_PARTS) {
    throw refused("it has more parts than its tokens need");
  }
  if (depth > MAX_DEPTH) throw refused(`it is nested more than ${MAX_DEPTH} deep`);
  let said: Said | null;
  try {
    said = JSON.parse(json);
  } catch (error) {
    throw refused((error as Error).message);
  }
  const { vocab, merges, byte_fallback, continuing_subword_prefix, end_of_word_suffix } = said?.model ?? {};
  if (typeof vocab !== "object" || vocab === null || !Array.isArray(merges)) {
    throw refused("it holds no byte-pair encoding (model.vocab and model.merges)");
  }
  if (byte_fallback || continuing_subword_prefix || end_of_word_suffix) {
    throw refused(
      "it is a SentencePiece or WordPiece tokenizer, and only byte-level byte-pair encodings are supported",
    );
  }
  const tokens = Object.keys(vocab);
  const maxMerges = mergesPerToken * vocabulary;
  if (tokens.length > vocabulary || merges.length > maxMerges) {
    const limits = maxMerges === vocabulary ? "" : ` tokens and ${maxMerges} merges`;
    throw refused(`it has ${tokens.length} tokens and ${merges.length} merges, and may have ${vocabulary}${limits}`);
  }
  Object.setPrototypeOf(vocab, null);
  const ids = vocab as Record<string, number>;
  for (const token of tokens) {
    if (!isId(ids[token], vocabulary)) {
      throw refused(`it has the token id ${shown(asText(ids[token]))}, not a whole number below ${vocabulary}`);
    }
  }
  // Merges have no keys, which is checked below.
  if (tokens.length + countKeys({ ...said, model: { ...said?.model, vocab: 0, merges: 0 } }) !== keys) {
    throw refused(KEY_TWICE);
  }
  refuseRepeated(tokens.map((token) => ids[token]!), vocabulary);
  const { normalizer } = said ?? {};
  if (normalizer?.type !== undefined && normalizer.type !== "NFC") {
    throw refused(`its normalizer ${shown(asText(normalizer.type))} is not known: it would change the text`);
  }
  const pieces = piecePattern(said?.pre_tokenizer);
  if (pieces === undefined) {
    throw refused(
      "its pre_tokenizer, which cuts text into pieces first, is none of those known: GPT-2's, SmolLM2's, Llama 3's, Qwen 2's",
    );
  }
  return {
    tokens,
    vocab: ids,
    made: tokensOfMerges(merges, tokens, ids),
    pieces,
    special: specialTokens(said?.added_tokens ?? [], ids, vocabulary),
  };
}

/** The token that each merge makes. The two texts that it joins must stand for bytes. */
function tokensOfMerges(
  merges: readonly unknown[],
  tokens: readonly string[],
  vocab: Readonly<Record<string, number>>,
): string[] {
  // Most vocabularies list what the merges make in the merges' order, which is quicker to follow than to look up.
  let at = 0;
  return merges.map((merge) => {
    const text = textOf(merge);
    const space = text.indexOf(" ");
    if (space < 0 || space !== text.lastIndexOf(" ")) return refuse("one of its merges is no pair of tokens");
    let token = tokens[at];
    if (token === undefined || !joins(text, space, token)) {
      token = text.slice(0, space) + text.slice(space + 1);
      at = vocab[token] ?? refuse(`its vocabulary lacks the token ${shown(token)}`);
    }
    at++;
    return standsForBytes(token) ? token : refuse(`its token ${shown(token)} stands for no bytes`);
  });
}

/** Tells if a token is that text without its space. */
function joins(text: string, space: number, token: string): boolean {
  if (token.length !== text.length - 1) return false;
  for (let i = 0; i < token.length; i++) {
    if (token.charCodeAt(i) !== text.charCodeAt(i < space ? i : i + 1)) return false;
  }
  return true;
}

/** A merge is written as two tokens, or as one text with a space between them. */
function textOf(merge: unknown): string {
  const isPair = Array.isArray(merge) && merge.length === 2 && merge.every((part) => typeof part === "string");
  const text = isPair ? merge.join(" ") : merge;
  return typeof text === "string" ? text : refuse("one of its merges is no pair of tokens");
}

/** A value of JSON as a text. `String` would call what an object has under toString. */
function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isId(id: unknown, vocabulary: number): id is number {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocabulary;
}

/** Refuses an id that two tokens have: which of them a receiver shows would be anyone's guess. */
function refuseRepeated(ids: readonly number[], vocabulary: number): void {
  const seen = new Uint8Array(vocabulary);
  for (const id of ids) {
    if (seen[id] === 1) refuse(`two of its tokens have the id ${id}`);
    seen[id] = 1;
  }
}

/** The added tokens by their names. The vocabulary may have them too, under the same ids. */
function specialTokens(
  added: unknown,
  vocab: Readonly<Record<string, number>>,
  vocabulary: number,
): Map<string, number> {
  if (!Array.isArray(added)) return refuse("its added_tokens are no list");
  const special = new Map<string, number>();
  for (const token of added as ({ id?: unknown; content?: unknown } | null)[]) {
    const { id, content } = token ?? {};
    if (!isId(id, vocabulary) || typeof content !== "string") {
      return refuse("one of its added_tokens has no id or name");
    }
    if (special.has(content) || (vocab[content] ?? id) !== id) refuse(`its token ${shown(content)} has two ids`);
    special.set(content, id);
  }
  refuseRepeated([...special.values()], vocabulary);
  return special;
}

function refuse(why: string): never {
  throw refused(why);
}

/** The error that says what is wrong with a tokenizer.json. */
export function refused(why: string): RefusedError {
  return new RefusedError(`Cannot read tokenizer.json: ${why}`);
}

/** A token, which may be of any length, in an error. */
export function shown(token: string): string {
  return JSON.stringify(token.length > 40 ? `${token.slice(0, 40)}…` : token);
}
