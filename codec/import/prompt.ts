import { UsageError } from "../../errors.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import { shown } from "./shown.ts";

/** The prompt of models that know chats by these tokens: the beginning of an answer. */
const CHAT_START = "<|im_start|>";
const CHAT_PROMPT = `${CHAT_START}assistant\n`;

/**
 * The tokens of a prompt in which the names of special tokens, such as `<|im_start|>`, stand for those tokens.
 * @throws {UsageError} if it has none.
 */
export function promptTokens(prompt: string, tokenizer: Tokenizer): number[] {
  const names = [...tokenizer.special.keys()].filter((name) => name !== "").map((name) => RegExp.escape(name));
  // A name that begins with another is looked for first.
  const pattern = new RegExp(`(${names.sort((a, b) => b.length - a.length).join("|")})`);
  const parts = names.length === 0 ? [prompt] : prompt.split(pattern);
  const ids = parts.flatMap((part) => {
    const special = tokenizer.special.get(part);
    return special === undefined ? [...tokenizer.encode(part)] : [special];
  });
  if (ids.length === 0) throw new UsageError("Cannot import a model with an empty prompt: it must have read something");
  return ids;
}

/**
 * The token that ends a message: the special one of that name, or the one that a text becomes, such as a line's end.
 * @throws {UsageError} if it is none, or several.
 */
export function endToken(end: string, tokenizer: Tokenizer): number {
  const ids = tokenizer.special.has(end) ? [tokenizer.special.get(end)!] : [...tokenizer.encode(end)];
  if (ids.length === 1) return ids[0]!;
  const special = [...tokenizer.special.keys()].join(", ");
  throw new UsageError(`Cannot end a message with ${shown(end)}: it is no single token (special tokens: ${special})`);
}

/** The prompt of a model for which none is given; undefined if it has no token that begins a text. */
export function defaultPrompt(
  { begin, end }: { readonly begin?: number; readonly end?: number },
  tokenizer: Tokenizer,
): number[] | undefined {
  if (tokenizer.special.has(CHAT_START)) return promptTokens(CHAT_PROMPT, tokenizer);
  const token = begin ?? end;
  return token === undefined ? undefined : [token];
}
