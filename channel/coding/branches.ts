/** More certain of a bit than this nobody can be: products of so many of them still are numbers. */
const MAX_LLR = 40;

/** And of an input bit: what is left of the other hypothesis may be too little for a number. */
export const LEAST = 1e-300;

/**
 * Weighs the values of bits by what was heard of each: the likelier has weight 1, the other e^-|LLR|. A branch of a trellis has
 * the product of its bits' weights.
 * @param llr [bits] LLRs, positive for 0.
 * @param weights [2 * bits] The weights of 0 and of 1 of each bit are written here.
 */
export function weighBits(llr: Float64Array, weights: Float64Array): void {
  for (let i = 0; i < llr.length; i++) {
    const own = llr[i]!;
    const unlikely = Math.exp(Math.max(-MAX_LLR, own < 0 ? own : -own));
    weights[2 * i] = own < 0 ? unlikely : 1;
    weights[2 * i + 1] = own > 0 ? unlikely : 1;
  }
}
