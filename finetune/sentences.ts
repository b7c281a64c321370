import { Random } from "../channel/random.ts";
import { split } from "../codec/split.ts";
import type { Tokenizer } from "../codec/text/tokenizer.ts";
import { RefusedError } from "../errors.ts";

/** A text shorter than this has nothing to learn from and to be judged on. */
export const LEAST_SENTENCES = 50;

/** What is held back for validation where no file is given: every tenth sentence, and no more than this many. */
const MOST_HELD_BACK = 500;

/** The lines of a text that hold something. */
export function sentencesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/**
 * Parts sentences in those to learn from and those to judge by: every tenth, so that both have all parts of the text.
 * @throws {RefusedError} if there are too few, saying how many are needed.
 */
export function holdBack(
  sentences: readonly string[],
  validation?: readonly string[],
): { train: string[]; valid: string[] } {
  if (sentences.length < LEAST_SENTENCES) {
    throw new RefusedError(
      `Cannot fine-tune on ${sentences.length} sentences: ${LEAST_SENTENCES} are needed at least, one a line, and 500 or more do better`,
    );
  }
  if (validation !== undefined) return { train: [...sentences], valid: validation.slice(0, MOST_HELD_BACK) };
  const every = Math.max(10, Math.ceil(sentences.length / MOST_HELD_BACK));
  const isHeld = (_: string, i: number) => i % every === every - 1;
  return { train: sentences.filter((s, i) => !isHeld(s, i)), valid: sentences.filter(isHeld) };
}

/** Sentences as token ids, each cut to what the codec takes at once. */
export function tokensOf(sentences: readonly string[], tokenizer: Tokenizer, most: number): Int32Array[] {
  return sentences.flatMap((text) => split(text, tokenizer.encode(text), tokenizer, most));
}

/** Rows are shuffled in pools of so many batches, within which they are sorted by length, so that little is padding. */
const POOL = 16;

/**
 * The batches of one epoch: every row once, rows of similar length together, in an order that hangs on the seed and the epoch.
 * @param tokens The most tokens of a batch, padding included; a longer row is a batch by itself.
 */
export function epochBatches(rows: readonly Int32Array[], tokens: number, seed: number, epoch: number): Int32Array[][] {
  const random = new Random(seed, 2 ** 40 + epoch);
  const shuffled = shuffle(rows, random);
  const perPool = Math.ceil(POOL * tokens * rows.length / rows.reduce((sum, row) => sum + row.length, 0));
  const batches: Int32Array[][] = [];
  for (let from = 0; from < shuffled.length; from += perPool) {
    let batch: Int32Array[] = [];
    for (const row of shuffled.slice(from, from + perPool).sort((a, b) => a.length - b.length)) {
      if (batch.length > 0 && (batch.length + 1) * row.length > tokens) {
        batches.push(batch);
        batch = [];
      }
      batch.push(row);
    }
    batches.push(batch);
  }
  return shuffle(batches, random);
}

/** Fisher and Yates's shuffle, of a copy. */
function shuffle<T>(values: readonly T[], random: Random): T[] {
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}
