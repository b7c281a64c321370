import { Bcjr, type Tail } from "./bcjr.ts";
import type { ChannelCode, CodeFamily } from "./code.ts";
import { requireBlock, requireDecode, requireEncode } from "./limits.ts";
import { sentPositions } from "./puncture.ts";
import { MEMORY, OUTPUTS } from "./trellis.ts";

/** The decoder keeps 64 metrics for every bit of the block: this bounds its memory to 34 MB. */
const MAX_K = 65_536;

/**
 * The convolutional code with octal polynomials (133, 171), constraint length 7 (IEEE 802.11-2020 section 17.3.5.6), punctured or
 * repeated to any n (see puncture.ts). Six zeros after the block return it to state 0, so that n >= k + 6; or it bites its
 * tail: it begins in the state in which it ends, that of its last six bits, which takes no bits. Decoded by BCJR: exact a
 * posteriori LLRs, and of a code that bites its tail calibrated ones.
 */
export const convolutional: CodeFamily = {
  ...createFamily("zero"),
  parameters: [{
    name: "tail",
    description: "how a block ends: in six zeros, or where it began",
    default: "zero",
    values: ["zero", "biting"],
  }],
  configure: (parameters) => createFamily(parameters.word("tail") as Tail),
};

function createFamily(tail: Tail): CodeFamily {
  // The tail must be sent as well; without one, some punctured codes of rates from 0.786 on (22/28) have two blocks alike.
  const minN = (k: number) => Math.max(k + MEMORY, tail === "zero" ? 0 : Math.ceil(4 * k / 3));
  return {
    name: "convolutional",
    description: `(133, 171) K=7 of IEEE 802.11, ${
      tail === "zero" ? "zero tail, punctured to any n >= k + 6" : "tail-biting, punctured to rates up to 3/4"
    }, BCJR decoding`,
    minN,
    create(k: number, n: number): ChannelCode {
      requireBlock("convolutional", k, n, { maxK: MAX_K, minN });
      return new Convolutional(k, n, tail);
    },
  };
}

/**
 * In a short block that bites its tail what was heard goes round and comes back as news: an LLR L is worth A ln(1 + L / A). Measured at
 * 30/90, 64/128 and 200/400, where A is 5, 15 and so much that it does not matter.
 */
function reachOf(k: number): number {
  return 5 * (k / 30) ** 1.45;
}

class Convolutional implements ChannelCode {
  readonly name = "convolutional";
  /** The mother bit, of A0 B0 A1 B1 ..., that each coded bit carries. */
  readonly #sent: Int32Array;
  readonly #bits: Uint8Array;
  readonly #llrs: Float64Array;
  #decoder: Bcjr | undefined;

  constructor(readonly k: number, readonly n: number, private readonly tail: Tail) {
    const steps = tail === "zero" ? k + MEMORY : k;
    this.#sent = sentPositions(steps, n);
    this.#bits = new Uint8Array(2 * steps);
    this.#llrs = new Float64Array(2 * steps);
  }

  encode(information: Uint8Array, coded: Uint8Array): void {
    requireEncode(this, information, coded);
    const { k, n } = this;
    const sent = this.#sent;
    const bits = this.#bits;
    const steps = bits.length / 2;
    let state = 0;
    if (this.tail === "biting") {
      // The latest bit has the highest place; a block that is shorter goes round.
      for (let i = 1; i <= MEMORY; i++) state |= information[k - 1 - (i - 1) % k]! << (MEMORY - i);
    }
    for (let step = 0; step < steps; step++) {
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
    this.#decoder ??= new Bcjr(llrs.length / 2, this.tail);
    this.#decoder.decode(llrs, soft);
    if (this.tail === "biting") {
      const reach = reachOf(this.k);
      for (let i = 0; i < soft.length; i++) {
        soft[i] = Math.sign(soft[i]!) * reach * Math.log1p(Math.abs(soft[i]!) / reach);
      }
    }
    return true;
  }
}
