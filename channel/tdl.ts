import { UsageError } from "../errors.ts";
import type { Gains, GainStatistics, UseChannelFamily } from "./channel.ts";
import data from "./data/tdl.json" with { type: "json" };
import { drawIndependent } from "./fading.ts";
import { createJakesCorrelation, drawJakes } from "./jakes.ts";
import type { ChannelParameters } from "./parameters.ts";

/** A tapped delay line profile of 3GPP TR 38.901, section 7.7.2, as its table has it. */
export interface TdlProfile {
  /** The table's number. */
  readonly table: string;
  /** Power in dB of a constant path at delay 0 (the line of sight), where there is one. */
  readonly lineOfSight?: number;
  /** Of each Rayleigh tap: delay over the root mean square delay spread, and power in dB. */
  readonly taps: readonly (readonly number[])[];
}

/** The profiles by the names of their channels. */
export const TDL_PROFILES: Readonly<Record<string, TdlProfile>> = data.profiles;

/** The line of sight's Doppler shift over the greatest one (section 7.7.2). */
const LINE_OF_SIGHT_DOPPLER = 0.7;

/**
 * The tapped delay lines TDL-A to TDL-E, met by OFDM with a cyclic prefix: use i is on subcarrier i mod N of OFDM symbol
 * i div N, and its gain is the taps' frequency response there. Taps are complex normal, TDL-D and -E have a line of sight
 * as well; their powers are scaled so that E|h|^2 = 1. Noise of variance N0/2 per real dimension and subcarrier. The
 * prefix is as long as the line's longest delay, its time and energy are not counted; taps do not move within a symbol.
 * Pilots are uses like others, spread over subcarriers and symbols as they come.
 */
export const tdl: readonly UseChannelFamily[] = Object.entries(TDL_PROFILES).map(([name, profile]) => ({
  name,
  carries: "uses",
  description: `OFDM over the tapped delay line ${name.toUpperCase()}, ${
    profile.lineOfSight === undefined ? "Rayleigh fading" : "with a line of sight"
  }, of mean power gain 1`,
  source: `3GPP TR 38.901, Table ${profile.table}`,
  parameters: [
    { name: "subcarriers", description: "uses in an OFDM symbol", default: 64, min: 1, max: 4096, whole: true },
    {
      name: "spread",
      description: "root mean square delay spread in samples, of which an OFDM symbol has as many as subcarriers",
      default: 2,
      min: 0,
      max: 512,
    },
    {
      name: "doppler",
      description: "greatest Doppler shift times the duration of an OFDM symbol (without: constant within a message)",
      min: 0,
      max: 0.1,
    },
  ],
  create: (parameters) => {
    const line = createLine(name, profile, parameters);
    const statistics = createFrequencyStatistics(line);
    return { name: parameters.spec, gains: createFrequencyGains(line), statistics, hasMemory: !statistics.constant };
  },
}));

/** A profile at the delay spread, in the OFDM and with the Doppler shift of a channel. */
interface Line {
  readonly subcarriers: number;
  /** The greatest Doppler shift times an OFDM symbol; none where a message meets one state of the line. */
  readonly doppler: number | undefined;
  /** Power and delay, over the duration of an OFDM symbol, of each Rayleigh tap and of the line of sight. */
  readonly taps: readonly Path[];
  readonly sight: Path | undefined;
}

interface Path {
  readonly delay: number;
  readonly power: number;
}

function createLine(name: string, { taps, lineOfSight }: TdlProfile, parameters: ChannelParameters): Line {
  const subcarriers = parameters.number("subcarriers");
  const spread = parameters.number("spread");
  const latest = Math.max(...taps.map(([delay]) => delay!));
  if (latest * spread > subcarriers) {
    throw new UsageError(
      `The spread of ${name} is ${spread} samples, and must be at most ${
        Math.floor(subcarriers / latest * 100) / 100
      } with ${subcarriers} subcarriers: no delay may be longer than an OFDM symbol`,
    );
  }
  const total = taps.reduce((sum, [, power]) => sum + 10 ** (power! / 10), 10 ** ((lineOfSight ?? -Infinity) / 10));
  const path = (delay: number, decibel: number): Path => ({
    delay: delay * spread / subcarriers,
    power: 10 ** (decibel / 10) / total,
  });
  return {
    subcarriers,
    doppler: parameters.has("doppler") ? parameters.number("doppler") : undefined,
    taps: taps.map(([delay, power]) => path(delay!, power!)),
    sight: lineOfSight === undefined ? undefined : path(0, lineOfSight),
  };
}

function createFrequencyGains({ subcarriers, doppler, taps, sight }: Line): Gains {
  /** `turns` is the frequency response of the path's power at gain 1: the same for all messages. */
  const response = ({ delay, power }: Path, gains: Gains) => ({
    gains,
    turns: listRotations(-delay, subcarriers).map((part) => part * Math.sqrt(power)),
  });
  const scattered: Gains = doppler === undefined
    ? drawIndependent
    : (symbols, random) => drawJakes(doppler, symbols, random);
  const straight: Gains = (symbols, random) =>
    listRotations(LINE_OF_SIGHT_DOPPLER * (doppler ?? 0), symbols, random.uniform());
  const paths = taps.map((tap) => response(tap, scattered));
  if (sight !== undefined) paths.unshift(response(sight, straight));
  return (uses, random) => {
    const symbols = doppler === undefined ? Math.min(1, uses) : Math.ceil(uses / subcarriers);
    const width = 2 * Math.min(uses, subcarriers); // a short message leaves the last subcarriers of its symbol empty
    const response = new Float64Array(width * symbols);
    for (const { gains, turns } of paths) addPath(response, gains(symbols, random), turns.subarray(0, width));
    return new Float64Array(2 * uses).map((_, i) => response[i % response.length]!);
  };
}

/** Over frequency the Fourier transform of the powers over the delays, over time Jakes' spectrum and a shifted line of sight. */
function createFrequencyStatistics({ subcarriers, doppler = 0, taps, sight }: Line): GainStatistics {
  const overTime = createJakesCorrelation(doppler);
  const known: (readonly [number, number])[] = [];
  /** Of the taps alone, so many subcarriers apart. */
  const overFrequency = (apart: number) =>
    known[apart] ??= taps.reduce<readonly [number, number]>(([real, imaginary], { delay, power }) => {
      const angle = -2 * Math.PI * delay * apart;
      return [real + power * Math.cos(angle), imaginary + power * Math.sin(angle)];
    }, [0, 0]);
  return {
    constant: doppler === 0 && taps.every(({ delay }) => delay === 0),
    correlation(i, j) {
      const apart = i % subcarriers - j % subcarriers;
      const later = Math.floor(i / subcarriers) - Math.floor(j / subcarriers);
      const [real, imaginary] = overFrequency(Math.abs(apart));
      const scale = overTime(later);
      const turn = 2 * Math.PI * LINE_OF_SIGHT_DOPPLER * doppler * later;
      const power = sight?.power ?? 0; // at delay 0: the same on every subcarrier
      return [
        scale * real + power * Math.cos(turn),
        scale * imaginary * (apart < 0 ? -1 : 1) + power * Math.sin(turn),
      ];
    },
  };
}

/** exp(2 pi j (first + i * step)) for i = 0, 1, …, real and imaginary part in turn; `first` and `step` in turns. */
function listRotations(step: number, count: number, first = 0): Float64Array {
  return new Float64Array(2 * count).map((_, i) => {
    const angle = 2 * Math.PI * (first + step * (i >> 1));
    return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** Adds a path to the response of every subcarrier in every symbol. */
function addPath(response: Float64Array, gains: Float64Array, turns: Float64Array): void {
  let at = 0;
  for (let symbol = 0; symbol < gains.length; symbol += 2) {
    const real = gains[symbol]!;
    const imaginary = gains[symbol + 1]!;
    for (let i = 0; i < turns.length; i += 2) {
      response[at++]! += real * turns[i]! - imaginary * turns[i + 1]!;
      response[at++]! += real * turns[i + 1]! + imaginary * turns[i]!;
    }
  }
}
