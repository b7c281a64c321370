import type { Gains, UseChannelFamily } from "./channel.ts";

/**
 * Erasures: each use is lost with probability p, independently, and the receiver knows which are (effective SNR 0). The
 * others have gain 1 and noise of variance N0/2 per real dimension; the mean power gain of all is 1 - p.
 */
export const erasure: UseChannelFamily = {
  name: "erasure",
  carries: "uses",
  description: "uses that are lost, and known to be lost; Gaussian noise on the others",
  source: "P. Elias, Coding for two noisy channels, 1955",
  parameters: [{ name: "p", description: "probability that a use is lost", default: 0.1, min: 0, max: 1 }],
  create: (parameters) => {
    const p = parameters.number("p");
    const gains: Gains = (uses, random) => {
      const gains = new Float64Array(2 * uses);
      for (let i = 0; i < gains.length; i += 2) gains[i] = random.uniform() < p ? 0 : 1;
      return gains;
    };
    return { name: parameters.spec, gains, statistics: null };
  },
};
