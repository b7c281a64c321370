/**
 * A batch is at most this many rows, and this many tokens with its padding. Larger ones are slower: without a memory
 * arena their logits are given back to the system and faulted in again.
 */
const MOST_ROWS = 64;
const MOST_TOKENS = 256;

/** Groups segments of similar length, so that little of a batch is padding. */
export function batchesOf<T extends { readonly ids: Int32Array }>(segments: readonly T[]): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  for (const segment of segments.toSorted((a, b) => a.ids.length - b.ids.length)) {
    if (batch.length === MOST_ROWS || (batch.length + 1) * segment.ids.length > MOST_TOKENS) {
      if (batch.length > 0) batches.push(batch);
      batch = [];
    }
    batch.push(segment);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
