import type { ReadOptions } from "../codec.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import type { Prior } from "./prior.ts";

/**
 * Has a model read texts before the messages to come, each ended as a message is.
 * @param prompted What it has read where nothing is said.
 * @param end The token that ends messages.
 * @throws {RefusedError} for texts that do not fit as a whole where they must; it says what of them, and not whose they are.
 */
export async function readTexts(
  prompted: Prior,
  texts: readonly string[],
  tokenizer: Tokenizer,
  end: number,
  { after = prompted, hypotheses }: ReadOptions & { readonly after?: Prior | undefined } = {},
): Promise<Prior> {
  const tokens = texts.flatMap((text) => [...tokenizer.encode(text), end]);
  if (hypotheses !== undefined) after.requireRoom(tokens.length, hypotheses);
  return await after.after(tokens);
}
