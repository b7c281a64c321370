/** Counts the hard decisions of LLRs (0 counts as bit 0) that are not the bits. */
export function countWrong(bits: Uint8Array, llr: Float32Array): number {
  let wrong = 0;
  for (let i = 0; i < bits.length; i++) wrong += (llr[i]! < 0 ? 1 : 0) ^ bits[i]!;
  return wrong;
}
