/** Adds the counts of two texts. */
export function add(one: readonly number[], other: readonly number[]): number[] {
  return one.map((count, i) => count + other[i]!);
}
