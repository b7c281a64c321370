/**
 * ln(1 + e^x) within 0.008, from a table: what it is summed up for is not known better.
 */
export function softplus(x: number): number {
  const magnitude = x < 0 ? -x : x;
  const beyond = magnitude < REACH ? TABLE[(magnitude * STEPS + 0.5) | 0]! : 0;
  return x > 0 ? x + beyond : beyond;
}

const REACH = 16;
const STEPS = 32;
const TABLE = Float64Array.from({ length: REACH * STEPS + 1 }, (_, i) => Math.log1p(Math.exp(-i / STEPS)));

/**
 * The natural logarithm of the odds that a codeword, which a decoder has found and which passes all checks, is not the one sent.
 *
 * Given what was heard of its bits, all 2^n words of n bits together have probability 1, of which the one found has its own,
 * the product of its bits'. Of the others the code has 2^k, and were it a random code they would have 2^(k - n) of the rest:
 * what is left of the block is its own probability against that. It is what soft-output guessing decoders say of what they have
 * not looked at (P. Yuan, M. Médard, K. Galligan and K. R. Duffy, Soft-output (SO) GRAND and iterative decoding, 2023), and
 * asks nothing of the decoder.
 * @param surprise -ln of the probability of the codeword's bits given what was heard of each: the sum of softplus of every LLR
 * that is against its bit (and of the negative of every one that is for it).
 * @param redundancy n - k: coded bits of which something may have been heard, less information bits.
 */
export function logOddsOfError(surprise: number, redundancy: number): number {
  return surprise - redundancy * Math.LN2;
}

/** The LLR's magnitude of a bit that is wrong with a probability, at most {@linkcode MAX_LLR}. */
export function llrOfError(probability: number): number {
  return probability < LEAST_ERROR ? MAX_LLR : Math.log((1 - probability) / probability);
}

/** A decoder's own claims end here: one in 5e8 says nothing that could be tested. */
const MAX_LLR = 20;
const LEAST_ERROR = Math.exp(-MAX_LLR);

/** 1 / (1 + e^-x): the probability of log odds. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
