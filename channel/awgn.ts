import type { UseChannelFamily } from "./channel.ts";
import { ONE_GAIN } from "./fading.ts";

/**
 * Additive white Gaussian noise: y = x + n, n complex normal of variance N0, N0/2 per real dimension; every gain is 1.
 * A receiver with pilots does not know that: to it the gain is one a message, of mean power 1 and any phase.
 */
export const awgn: UseChannelFamily = {
  name: "awgn",
  carries: "uses",
  description: "additive white Gaussian noise of variance N0/2 per real dimension",
  source: "C. E. Shannon, A mathematical theory of communication, 1948",
  parameters: [],
  create: ({ spec }) => ({
    name: spec,
    gains(uses) {
      const h = new Float64Array(2 * uses);
      for (let i = 0; i < h.length; i += 2) h[i] = 1;
      return h;
    },
    statistics: ONE_GAIN,
  }),
};
