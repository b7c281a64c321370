import { Random } from "../channel/random.ts";
import type { Manifest } from "../codec/manifest.ts";
import { type Batch, batchOf } from "./batch.ts";
import type { LinkDraw } from "./links.ts";

/** No sentence has more than this share of its tokens taken for others by the receiver before it guesses the next. */
const MOST_WRONG = 0.12;

/** Tokens before this one have no text. */
const FIRST_TEXT = 4;

/**
 * Rows of token ids as a batch, each with a link of its own, and with some tokens before the others that the receiver got wrong, as it
 * will. All of it hangs on the seed and the index alone.
 */
export function drawBatch(
  rows: readonly Int32Array[],
  draw: LinkDraw,
  { vocabulary, bos, pad }: Pick<Manifest, "vocabulary" | "bos" | "pad">,
  seed: number,
  index: number,
): Batch {
  const random = new Random(seed, index);
  const examples = rows.map((ids) => {
    const share = MOST_WRONG * random.uniform();
    const wrong = () => FIRST_TEXT + Math.floor(random.uniform() * (vocabulary - FIRST_TEXT));
    const heard = ids.map((id) => random.uniform() < share ? wrong() : id);
    return { ids, previous: Int32Array.of(bos, ...heard.subarray(0, -1)), ...draw(ids.length, random) };
  });
  return batchOf(examples, pad);
}
