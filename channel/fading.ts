import type { Gains, GainStatistics } from "./channel.ts";
import { createJakesCorrelation, drawJakes } from "./jakes.ts";
import type { ChannelParameter, ChannelParameters } from "./parameters.ts";
import type { Random } from "./random.ts";

/** Parameters of {@linkcode createScattered}: how fast the scattered part of a flat channel changes. */
export const FADING: readonly ChannelParameter[] = [
  {
    name: "fading",
    description: "block: one gain a message; fast: an independent gain a use",
    default: "block",
    values: ["block", "fast"],
  },
  {
    name: "doppler",
    description: "instead of fading: greatest Doppler shift times the duration of a use, with Jakes' spectrum",
    min: 0,
    max: 0.5,
    insteadOf: "fading",
  },
];

/** Scattered gains of mean power 1: each use's is complex normal, so that its amplitude is Rayleigh distributed. */
export function createScattered(parameters: ChannelParameters): Gains {
  if (parameters.has("doppler")) {
    const doppler = parameters.number("doppler");
    return (uses, random) => drawJakes(doppler, uses, random);
  }
  return isFast(parameters) ? drawIndependent : drawBlock;
}

/** True where every use has an independent gain. */
export function isFast(parameters: ChannelParameters): boolean {
  return !parameters.has("doppler") && parameters.word("fading") === "fast";
}

/** True where the gain changes within a message, and neighbouring uses have nearly the same. */
export function drifts(parameters: ChannelParameters): boolean {
  return parameters.has("doppler") && parameters.number("doppler") > 0;
}

/** The statistics of {@linkcode createScattered} gains: their correlation is real. */
export function createScatteredStatistics(parameters: ChannelParameters): GainStatistics {
  if (isFast(parameters)) return { constant: false, correlation: (i, j) => [i === j ? 1 : 0, 0] };
  const doppler = parameters.has("doppler") ? parameters.number("doppler") : 0;
  if (doppler === 0) return ONE_GAIN;
  const correlation = createJakesCorrelation(doppler);
  return { constant: false, correlation: (i, j) => [correlation(i - j), 0] };
}

/** The statistics of one gain a message. */
export const ONE_GAIN: GainStatistics = { constant: true, correlation: () => [1, 0] };

/** Draws an independent complex normal gain of mean power 1 for every use. */
export function drawIndependent(uses: number, random: Random): Float64Array {
  return new Float64Array(2 * uses).map(() => Math.SQRT1_2 * random.normal());
}

function drawBlock(uses: number, random: Random): Float64Array {
  const gain = drawIndependent(1, random);
  return new Float64Array(2 * uses).map((_, i) => gain[i % 2]!);
}
