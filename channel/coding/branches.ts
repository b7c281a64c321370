/** More certain of a bit than this nobody can be: products of so many of them still are numbers. */
const MAX_LLR = 40;

/** And of an input bit: what is left of the other hypothesis may be too little for a number. */
export const LEAST = 1e-300;

/**
 * Weighs the branches of a trellis's step by what was heard of its two bits A and B: the likelier value of each has weight 1, the
 * other e^-|LLR|.
 * @param a LLR of A, positive for 0.
 * @param b LLR of B.
 * @param scale All weights are multiplied by it.
 * @param branch [4] They are written here, by 2 A + B.
 */
export function weighBranches(a: number, b: number, scale: number, branch: Float64Array): void {
  a = Math.max(-MAX_LLR, Math.min(MAX_LLR, a));
  b = Math.max(-MAX_LLR, Math.min(MAX_LLR, b));
  const zeroA = a < 0 ? Math.exp(a) : 1;
  const oneA = a > 0 ? Math.exp(-a) : 1;
  const zeroB = scale * (b < 0 ? Math.exp(b) : 1);
  const oneB = scale * (b > 0 ? Math.exp(-b) : 1);
  branch[0] = zeroA * zeroB;
  branch[1] = zeroA * oneB;
  branch[2] = oneA * zeroB;
  branch[3] = oneA * oneB;
}
