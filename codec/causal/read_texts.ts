import { RefusedError } from "../../errors.ts";
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
  { after = prompted, isWhole = false }: ReadOptions & { readonly after?: Prior | undefined } = {},
): Promise<Prior> {
  const tokens = texts.flatMap((text) => [...tokenizer.encode(text), end]);
  if (isWhole && tokens.length > after.room) {
    throw new RefusedError(
      `it has ${tokens.length} tokens, and the model can read ${after.room} before a message: shorten it`,
    );
  }
  return await after.after(tokens);
}
