import type { UseChannelFamily } from "./channel.ts";
import { createScattered, createScatteredStatistics, drifts, FADING } from "./fading.ts";

/**
 * Flat Rician fading: a line of sight of power K/(K+1), whose phase is random but constant within a message (no Doppler
 * shift), and complex normal scattering of power 1/(K+1), so E|h|^2 = 1; noise of variance N0/2 per real dimension.
 *
 * The receiver does not know the phase beforehand either. So the mean of its prior is 0, and the line of sight counts as
 * a correlation of K/(K+1) between any two uses; with fast fading it is all that pilots can tell.
 */
export const rician: UseChannelFamily = {
  name: "rician",
  carries: "uses",
  description: "flat Rician fading of mean power gain 1: a line of sight, constant within a message, and scattering",
  source: "S. O. Rice, Statistical properties of a sine wave plus random noise, 1948",
  parameters: [
    {
      name: "k",
      description: "power of the line of sight over that of the scattering, in dB",
      default: 6,
      min: -40,
      max: 40,
    },
    ...FADING,
  ],
  create: (parameters) => {
    const ratio = 10 ** (parameters.number("k") / 10);
    const sight = Math.sqrt(ratio / (ratio + 1));
    const scattering = Math.sqrt(1 / (ratio + 1));
    const scattered = createScattered(parameters);
    const { constant, correlation } = createScatteredStatistics(parameters);
    return {
      name: parameters.spec,
      gains: (uses, random) => {
        const phase = 2 * Math.PI * random.uniform();
        const line = [sight * Math.cos(phase), sight * Math.sin(phase)] as const;
        return scattered(uses, random).map((gain, i) => line[i % 2]! + scattering * gain);
      },
      statistics: { constant, correlation: (i, j) => [(ratio + correlation(i, j)[0]) / (ratio + 1), 0] },
      hasMemory: drifts(parameters),
    };
  },
};
