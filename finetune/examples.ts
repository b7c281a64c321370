import { Random } from "../channel/random.ts";
import type { LearnedManifest } from "../codec/folder/learned_manifest.ts";
import { type Batch, batchOf } from "./batch.ts";
import type { LinkDraw } from "./links.ts";

/** No sentence has more than this share of its tokens taken for others by the receiver before it guesses the next. */
const MAX_WRONG = 0.12;

/** Tokens before this one have no text. */
const FIRST_TEXT = 4;

/**
 * Makes a batch of rows of token ids. Each row has a link of its own, and among the tokens before each token are some that
 * the receiver got wrong. All of it depends on the seed and the index alone.
 */
export function drawBatch(
  rows: readonly Int32Array[],
  draw: LinkDraw,
  { vocabulary, bos, pad }: Pick<LearnedManifest, "vocabulary" | "bos" | "pad">,
  seed: number,
  index: number,
): Batch {
  const random = new Random(seed, index);
  const examples = rows.map((ids) => {
    const share = MAX_WRONG * random.uniform();
    const wrong = () => FIRST_TEXT + Math.floor(random.uniform() * (vocabulary - FIRST_TEXT));
    const heard = ids.map((id) => random.uniform() < share ? wrong() : id);
    return { ids, previous: Int32Array.of(bos, ...heard.subarray(0, -1)), ...draw(ids.length, random) };
  });
  return batchOf(examples, pad);
}

/** The share of batches that are met with the receiver's guesses before their tokens, and with guesses of guesses. */
const GUESSED = 0.6;
const GUESSED_TWICE = 0.3;

/**
 * Changes a batch to what it is for a receiver that goes by its own guesses: where the channel is bad, many of the tokens
 * before a token are wrong, and wrong as no random draw is. In most batches a share of each row's tokens, from none to all,
 * becomes what the receiver takes them for, as in the recipe (models/recipe/train.py). All of it depends on the batch, the
 * seed and the index alone.
 * @param guess The receiver's guess of a batch's tokens: see `Trainer.guess`.
 */
export async function mishear(
  batch: Batch,
  guess: (batch: Batch) => Promise<Int32Array>,
  { bos }: Pick<LearnedManifest, "bos">,
  seed: number,
  index: number,
): Promise<Batch> {
  const random = new Random(seed, 2 ** 41 + index);
  const draw = random.uniform();
  if (draw >= GUESSED) return batch;
  const { rows, width } = batch;
  const heard = async (batch: Batch) => {
    const ids = await guess(batch);
    return ids.map((_, i) => i % width === 0 ? bos : ids[i - 1]!);
  };
  const once = await heard(batch);
  const own = draw < GUESSED_TWICE ? await heard({ ...batch, previous: once }) : once;
  const previous = batch.previous.slice();
  for (let row = 0; row < rows; row++) {
    const share = 2 * random.uniform(); // above 1 it is all of them
    for (let i = row * width; i < (row + 1) * width; i++) {
      if (random.uniform() < share) previous[i] = own[i]!;
    }
  }
  return { ...batch, previous };
}
