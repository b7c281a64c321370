/**
 * The spine of a message (after the spinal codes of Perry, Iannucci, Fleming, Balakrishnan and Shah, SIGCOMM 2012): a hash
 * of the tokens before a place, from which the symbols of the next codeword follow. Two words of 32 bits; whole numbers
 * alone, so that it is the same on any machine.
 */
export interface Spine {
  readonly a: number;
  readonly b: number;
}

/**
 * Hashes the last `memory` of the tokens. With memory 0 the spine is the same everywhere, and each token stands alone.
 * @param memory Infinity for all tokens.
 */
export function spineOf(tokens: ArrayLike<number>, memory: number): Spine {
  let spine: Spine = { a: 0x243f6a88, b: 0x85a308d3 | 0 };
  for (let i = Math.max(0, tokens.length - memory); i < tokens.length; i++) spine = extend(spine, tokens[i]!);
  return spine;
}

/** The spine after one more token. */
export function extend({ a, b }: Spine, token: number): Spine {
  const mixed = mix(a ^ Math.imul(token + 1, GOLDEN));
  return { a: mixed, b: mix(Math.imul(b, 31) + mixed) };
}

/** The bits, as a whole number of 32, by which the symbol with that number in the codeword after a spine is changed. */
export function maskOf({ a, b }: Spine, symbol: number): number {
  return mix(mix(a + Math.imul(symbol + 1, GOLDEN)) ^ b);
}

/** Mixes the bits of a word of 32 (the last step of MurmurHash3, by Appleby). */
export function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** 2^32 over the golden ratio, which spreads consecutive numbers. */
export const GOLDEN = 0x9e3779b1;
