import type { BitChannelFamily } from "./channel.ts";

/** The LLR of a bit that is certain: finite, as decoders need it. Its probability of error is below 1e-17. */
const CERTAIN = 40;

/** The binary symmetric channel: each bit is inverted with probability p, and nobody knows which. */
export const bsc: BitChannelFamily = {
  name: "bsc",
  carries: "bits",
  description: "binary symmetric channel: coded bits that are inverted",
  source: "C. E. Shannon, A mathematical theory of communication, 1948",
  parameters: [{ name: "p", description: "probability that a bit is inverted", default: 0.05, min: 0, max: 0.5 }],
  create: (parameters) => {
    const p = parameters.number("p");
    const llr = Math.min(Math.log((1 - p) / p), CERTAIN);
    return {
      name: parameters.spec,
      bitsPerUse: 1,
      transmit: (bits, random) => Float32Array.from(bits, (bit) => bit === Number(random.uniform() < p) ? llr : -llr),
    };
  },
};

/** The binary erasure channel: each bit is lost with probability p, and the receiver knows which; the others are certain. */
export const bec: BitChannelFamily = {
  name: "bec",
  carries: "bits",
  description: "binary erasure channel: coded bits that are lost, and known to be lost",
  source: "P. Elias, Coding for two noisy channels, 1955",
  parameters: [{ name: "p", description: "probability that a bit is lost", default: 0.1, min: 0, max: 1 }],
  create: (parameters) => {
    const p = parameters.number("p");
    return {
      name: parameters.spec,
      bitsPerUse: 1,
      transmit: (bits, random) =>
        Float32Array.from(bits, (bit) => random.uniform() < p ? 0 : bit === 0 ? CERTAIN : -CERTAIN),
    };
  },
};
