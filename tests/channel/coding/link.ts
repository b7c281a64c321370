import type { ChannelCode } from "../../../channel/coding/code.ts";
import { Random } from "../../../channel/random.ts";

/** Equally likely bits. */
export function randomBits(count: number, random: Random): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.uint32() >>> 31);
}

/** LLRs of a coded block over a channel without noise: +-`magnitude`. */
export function cleanLlrs(coded: Uint8Array, magnitude = 4): Float32Array {
  return Float32Array.from(coded, (bit) => (bit ? -magnitude : magnitude));
}

/** 1 where the LLR says so; a tie is a 0. */
export function decide(soft: Float32Array): Uint8Array {
  return Uint8Array.from(soft, (llr) => (llr < 0 ? 1 : 0));
}

/** Share of `blocks` in error over AWGN with two coded bits a use (QPSK), at Eb/N0 in dB. */
export function blockErrorRate(code: ChannelCode, ebN0: number, blocks: number, seed: number): number {
  const random = new Random(seed);
  // One coded bit a real dimension: amplitude 1, noise variance 1 / (2 R Eb/N0).
  const snr = (10 ** (ebN0 / 10) * code.k) / code.n;
  const deviation = Math.sqrt(1 / (2 * snr));
  const coded = new Uint8Array(code.n);
  const llr = new Float32Array(code.n);
  const soft = new Float32Array(code.k);
  let errors = 0;
  for (let block = 0; block < blocks; block++) {
    const information = randomBits(code.k, random);
    code.encode(information, coded);
    for (let i = 0; i < code.n; i++) llr[i] = 4 * snr * (1 - 2 * coded[i]! + deviation * random.normal());
    code.decode(llr, soft);
    if (soft.some((value, i) => (value < 0 ? 1 : 0) !== information[i])) errors++;
  }
  return errors / blocks;
}
