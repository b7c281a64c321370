/** A message whose score is above so many bits is right. */
const DELIVERED_BITS = -2;

/** True where a score says that a message is right. */
export function isDelivered(score: number | undefined): boolean {
  return score !== undefined && score > DELIVERED_BITS;
}

/** The probability that a message of that score is right. */
export function confidenceOf(score: number | undefined): number {
  return score === undefined ? 0 : 1 / (1 + Math.exp(-(score - DELIVERED_BITS) / 2));
}
