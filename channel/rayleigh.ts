import type { UseChannelFamily } from "./channel.ts";
import { createScattered, createScatteredStatistics, drifts, FADING, isFast } from "./fading.ts";

/**
 * Flat Rayleigh fading: complex normal gains, E|h|^2 = 1; noise of variance N0/2 per real dimension. With a gain of its
 * own for every use it takes no pilots: they would tell nothing of the other gains.
 */
export const rayleigh: UseChannelFamily = {
  name: "rayleigh",
  carries: "uses",
  description: "flat Rayleigh fading of mean power gain 1, without a line of sight",
  source: "W. C. Jakes, Microwave Mobile Communications, 1974",
  parameters: FADING,
  create: (parameters) => ({
    name: parameters.spec,
    gains: createScattered(parameters),
    statistics: isFast(parameters) ? null : createScatteredStatistics(parameters),
    hasMemory: drifts(parameters),
  }),
};
