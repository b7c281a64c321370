/**
 * A batch is at most this many rows, and this many tokens with its padding. Larger ones are slower: without a memory
 * arena their logits are given back to the system and faulted in again.
 */
const MAX_ROWS = 64;
const MAX_TOKENS = 256;

/** Groups rows of similar length into batches, by their numbers, so that little of a batch is padding. */
export function batchesOf(lengths: readonly number[]): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const row of lengths.map((_, row) => row).sort((a, b) => lengths[a]! - lengths[b]!)) {
    if (batch.length === MAX_ROWS || (batch.length + 1) * lengths[row]! > MAX_TOKENS) {
      if (batch.length > 0) batches.push(batch);
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
