/** Two sequences written in one alphabet of small whole numbers. */
export interface SymbolPair {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Number of different symbols in the two together: every number is below it. */
  readonly size: number;
}

/** Numbers the symbols of two sequences, so that inner loops compare whole numbers rather than strings. */
export function numberSymbols<T>(first: ArrayLike<T>, second: ArrayLike<T>): SymbolPair {
  const known = new Map<T, number>();
  const number = (sequence: ArrayLike<T>) => {
    const numbers = new Int32Array(sequence.length);
    for (let i = 0; i < numbers.length; i++) {
      const symbol = sequence[i]!;
      let value = known.get(symbol);
      if (value === undefined) {
        value = known.size;
        known.set(symbol, value);
      }
      numbers[i] = value;
    }
    return numbers;
  };
  return { first: number(first), second: number(second), size: known.size };
}

/**
 * Two numbered sequences without their common beginning and their common end. Neither an edit distance
 * nor what a longest common subsequence lacks changes by it, and most received messages are nearly right.
 */
export function trimCommonEnds(first: Int32Array, second: Int32Array): [Int32Array, Int32Array] {
  let start = 0;
  while (start < first.length && start < second.length && first[start] === second[start]) start++;
  let firstEnd = first.length;
  let secondEnd = second.length;
  while (firstEnd > start && secondEnd > start && first[firstEnd - 1] === second[secondEnd - 1]) {
    firstEnd--;
    secondEnd--;
  }
  return [first.subarray(start, firstEnd), second.subarray(start, secondEnd)];
}
