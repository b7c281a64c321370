import { Bcjr } from "./bcjr.ts";
import type { ChannelCode, CodeFamily } from "./code.ts";
import { requireBlock, requireDecode, requireEncode } from "./limits.ts";
import { sentPositions } from "./puncture.ts";
import { MEMORY, OUTPUTS } from "./trellis.ts";

/** The decoder keeps 64 metrics for every bit of the block: this bounds its memory to 34 MB. */
const MAX_K = 65_536;

/**
 * The convolutional code with octal polynomials (133, 171), constraint length 7 (IEEE 802.11-2020 section 17.3.5.6):
 * six zeros after the block return it to state 0, puncturing or repetition gives any n >= k + 6 (see puncture.ts).
 * Decoded by BCJR: exact a posteriori LLRs.
 */
export const convolutional: CodeFamily = {
  name: "convolutional",
  description: "(133, 171) K=7 of IEEE 802.11, zero tail, punctured to any n >= k + 6, BCJR decoding",
  minN: leastCodedBits,
  create(k: number, n: number): ChannelCode {
    requireBlock("convolutional", k, n, { maxK: MAX_K, minN: leastCodedBits });
    return new Convolutional(k, n);
  },
};

/** The tail must be sent as well. */
function leastCodedBits(k: number): number {
  return k + MEMORY;
}

class Convolutional implements ChannelCode {
  readonly name = "convolutional";
  /** The mother bit, of A0 B0 A1 B1 ..., that each coded bit carries. */
  readonly #sent: Int32Array;
  readonly #bits: Uint8Array;
  readonly #llrs: Float64Array;
  #decoder: Bcjr | undefined;

  constructor(readonly k: number, readonly n: number) {
    const steps = k + MEMORY;
    this.#sent = sentPositions(steps, n);
    this.#bits = new Uint8Array(2 * steps);
    this.#llrs = new Float64Array(2 * steps);
  }

  encode(information: Uint8Array, coded: Uint8Array): void {
    requireEncode(this, information, coded);
    const { k, n } = this;
    const sent = this.#sent;
    const bits = this.#bits;
    for (let step = 0, state = 0; step < k + MEMORY; step++) {
      const input = step < k ? information[step]! : 0;
      const output = OUTPUTS[2 * state + input]!;
      bits[2 * step] = output >> 1;
      bits[2 * step + 1] = output & 1;
      state = ((input << MEMORY) | state) >> 1;
    }
    for (let i = 0; i < n; i++) coded[i] = bits[sent[i]!]!;
  }

  decode(llr: Float32Array, soft: Float32Array): boolean {
    requireDecode(this, llr, soft);
    const { n } = this;
    const sent = this.#sent;
    const llrs = this.#llrs;
    // A punctured bit says nothing (LLR 0), a repeated one says the sum.
    llrs.fill(0);
    for (let i = 0; i < n; i++) llrs[sent[i]!]! += llr[i]!;
    this.#decoder ??= new Bcjr(this.k + MEMORY);
    this.#decoder.decode(llrs, soft);
    return true;
  }
}
