import { numberSymbols } from "../text/symbols.ts";

/**
 * Counts the n-grams of the hypothesis that the reference holds too, for each order from 1 to `maxOrder` (order 1 first). An
 * n-gram counts at most as often as it occurs in the reference ("clipped", Papineni et al., 2002).
 */
export function countNgramMatches<T>(hypothesis: ArrayLike<T>, reference: ArrayLike<T>, maxOrder: number): number[] {
  const { first: hypothesisSymbols, second: referenceSymbols, size } = numberSymbols(hypothesis, reference);
  // The number of the n-gram that starts at each place. An n-gram is known by its first n-1 symbols, which have a number
  // already, and its last: no string is ever built. At order 0 all places hold the one empty n-gram.
  const hypothesisGrams = new Int32Array(hypothesisSymbols.length);
  const referenceGrams = new Int32Array(referenceSymbols.length);
  const matches: number[] = [];

  for (let order = 1; order <= maxOrder; order++) {
    const known = new Map<number, number>();
    const unmatched: number[] = [];
    for (let i = 0, last = order - 1; last < referenceSymbols.length; i++, last++) {
      const key = referenceGrams[i]! * size + referenceSymbols[last]!;
      let gram = known.get(key);
      if (gram === undefined) {
        gram = unmatched.length;
        known.set(key, gram);
        unmatched.push(0);
      }
      unmatched[gram]!++;
      referenceGrams[i] = gram;
    }

    let matched = 0;
    for (let i = 0, last = order - 1; last < hypothesisSymbols.length; i++, last++) {
      // An n-gram of a higher order that starts with one the reference lacks is lacking there too.
      if (hypothesisGrams[i] === ABSENT) continue;
      const gram = known.get(hypothesisGrams[i]! * size + hypothesisSymbols[last]!) ?? ABSENT;
      hypothesisGrams[i] = gram;
      if (gram !== ABSENT && unmatched[gram]! > 0) {
        unmatched[gram]!--;
        matched++;
      }
    }
    matches.push(matched);
  }
  return matches;
}

const ABSENT = -1;

/** Counts the n-grams of one order that a sequence of this length has. */
export function countNgrams(length: number, order: number): number {
  return Math.max(0, length - order + 1);
}
