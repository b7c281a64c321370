import { UsageError } from "../errors.ts";
import type { Channel, GainStatistics, UseChannelFamily } from "./channel.ts";
import data from "./data/tdl.json" with { type: "json" };
import { drawIndependent } from "./fading.ts";
import { createJakesCorrelation, drawJakes } from "./jakes.ts";
import type { ChannelParameters } from "./parameters.ts";
import type { Random } from "./random.ts";
import { powerOfMovement, smear } from "./tdl_movement.ts";
import { interfere, type LatePath, type Path, powerOfInterference } from "./tdl_interference.ts";

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

/** The greatest Doppler shift times an OFDM symbol. */
const MAX_DOPPLER = 0.1;

/** The line of sight's Doppler shift over the greatest one (section 7.7.2). */
const LINE_OF_SIGHT_DOPPLER = 0.7;

/**
 * The tapped delay lines TDL-A to TDL-E, met by OFDM with a cyclic prefix: use i is on subcarrier i mod N of OFDM symbol
 * i div N, and its gain is the taps' frequency response there. Taps are complex normal, TDL-D and -E have a line of sight
 * as well; their powers are scaled so that E|h|^2 = 1. Noise of variance N0/2 per real dimension and subcarrier. Taps do not
 * move within a symbol, so that a Doppler shift makes no interference between subcarriers, unless `taps=moving` (see
 * tdl_movement.ts). Pilots are uses like others, spread over
 * subcarriers and symbols as they come.
 *
 * Without `cp` the prefix is as long as the line's longest delay, and its time and energy are not counted. With it, a prefix of so
 * many samples takes uses and energy in proportion, and a path that comes later than its end breaks it: see
 * tdl_interference.ts.
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
      max: MAX_DOPPLER,
    },
    {
      name: "taps",
      description:
        "with doppler or shift: whether taps stand still within an OFDM symbol (as without) or move, which makes subcarriers interfere",
      values: ["still", "moving"],
    },
    {
      name: "cp",
      description:
        "cyclic prefix in samples, whose time and energy are counted, and behind which paths interfere (without: as long as the longest delay, for nothing)",
      min: 0,
      max: 4096,
      whole: true,
    },
    {
      name: "scs",
      description: "subcarrier spacing in kHz, by which ds and shift are what they are",
      min: 1,
      max: 960,
    },
    {
      name: "ds",
      description: "instead of spread, with scs: root mean square delay spread in ns",
      min: 0,
      max: 1e6,
      insteadOf: "spread",
    },
    {
      name: "shift",
      description: "instead of doppler, with scs: greatest Doppler shift in Hz",
      min: 0,
      max: 1e5,
      insteadOf: "doppler",
    },
  ],
  create: (parameters) => {
    const line = createLine(name, profile, parameters);
    const statistics = createFrequencyStatistics(line);
    const draw = createDraw(line);
    return {
      name: parameters.spec,
      gains: (uses, random) => draw(uses, random).gains,
      statistics,
      hasMemory: !statistics.constant,
      carriers: line.subcarriers,
      ...line.prefix !== undefined && { overhead: line.prefix },
      ...(isBroken(line) || line.turn > 0) && { draw },
    };
  },
}));

/** A profile at the delay spread, in the OFDM and with the Doppler shift of a channel. */
interface Line {
  readonly subcarriers: number;
  /** The greatest Doppler shift times an OFDM symbol; none where a message meets one state of the line. */
  readonly doppler: number | undefined;
  /** The greatest phase, in radians, by which Doppler turns a path within a symbol without its prefix; 0 of taps that stand still. */
  readonly turn: number;
  /** The cyclic prefix over the rest of an OFDM symbol; none where it is as long as it must be. */
  readonly prefix: number | undefined;
  /** Each Rayleigh tap, and the line of sight. */
  readonly taps: readonly Path[];
  readonly sight: Path | undefined;
}

function createLine(name: string, { taps, lineOfSight }: TdlProfile, parameters: ChannelParameters): Line {
  const subcarriers = parameters.number("subcarriers");
  const optional = (key: string) => parameters.has(key) ? parameters.number(key) : undefined;
  const [spacing, prefix] = [optional("scs"), optional("cp")];
  for (const key of ["ds", "shift"]) {
    if (!parameters.has(key) || spacing !== undefined) continue;
    throw new UsageError(
      `The channel ${name} is given ${key}, and no subcarrier spacing: give scs as well, such as scs=15`,
    );
  }
  if (spacing !== undefined && !parameters.has("ds") && !parameters.has("shift")) {
    throw new UsageError(
      `The channel ${name} is given scs, and neither ds nor shift, without which it says nothing: leave it out`,
    );
  }
  const sampleNs = 1e6 / (subcarriers * (spacing ?? NaN));
  const spread = parameters.has("ds") ? parameters.number("ds") / sampleNs : parameters.number("spread");
  const shift = optional("shift");
  const doppler = shift === undefined ? optional("doppler") : shift * (subcarriers + (prefix ?? 0)) * sampleNs / 1e9;
  if (doppler !== undefined && doppler > MAX_DOPPLER) {
    throw new UsageError(
      `The shift of ${name} is ${shift} Hz, and must be at most ${MAX_DOPPLER} times one over an OFDM symbol: taps change by no more than a straight line within one`,
    );
  }
  const isMoving = parameters.has("taps") && parameters.word("taps") === "moving";
  if (isMoving && doppler === undefined) {
    throw new UsageError(
      `The channel ${name} is given moving taps, and no Doppler shift: give doppler as well, such as doppler=0.05`,
    );
  }
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
    late: prefix === undefined ? 0 : Math.max(0, Math.ceil(delay * spread - prefix)) / subcarriers,
  });
  return {
    subcarriers,
    doppler,
    turn: isMoving ? 2 * Math.PI * doppler! / (1 + (prefix ?? 0) / subcarriers) : 0,
    prefix: prefix === undefined ? undefined : prefix / subcarriers,
    taps: taps.map(([delay, power]) => path(delay!, power!)),
    sight: lineOfSight === undefined ? undefined : path(0, lineOfSight),
  };
}

/** True where a path comes behind the cyclic prefix. */
function isBroken({ taps }: Line): boolean {
  return taps.some(({ late }) => late > 0);
}

/** The part of a path's power that is no longer its subcarrier's own, as taps move: Jakes' spectrum has half the square of its edge. */
function lossOfMovement({ turn, subcarriers }: Line, isSight: boolean): number {
  return powerOfMovement(turn ** 2 * (isSight ? LINE_OF_SIGHT_DOPPLER ** 2 : 0.5), subcarriers);
}

function createDraw(line: Line): NonNullable<Channel["draw"]> {
  const { subcarriers, doppler, turn, prefix = 0, taps, sight } = line;
  /** `turns` is the frequency response of the path's power at gain 1, of the part that comes in time: the same for all messages. */
  const response = (path: Path, isSight = false) => ({
    path,
    isSight,
    turns: listRotations(-path.delay, subcarriers).map((part) =>
      part * Math.sqrt(path.power * (1 - lossOfMovement(line, isSight))) * (1 - path.late)
    ),
  });
  const paths = taps.map((tap) => response(tap));
  if (sight !== undefined) paths.unshift(response(sight, true));
  const power = powerOfInterference(taps) +
    taps.reduce((sum, path) => sum + path.power, 0) * lossOfMovement(line, false) +
    (sight?.power ?? 0) * lossOfMovement(line, true);
  return (uses, random) => {
    const symbols = doppler === undefined ? Math.min(1, uses) : Math.ceil(uses / subcarriers);
    const width = 2 * Math.min(uses, subcarriers); // a short message leaves the last subcarriers of its symbol empty
    const response = new Float64Array(width * symbols);
    const change = new Float64Array(turn > 0 ? response.length : 0);
    const late: LatePath[] = [];
    for (const { path, isSight, turns } of paths) {
      const slopes = new Float64Array(turn > 0 ? 2 * symbols : 0);
      const drawn = isSight
        ? drawSight(doppler ?? 0, symbols, random, slopes)
        : doppler === undefined
        ? drawIndependent(symbols, random)
        : drawJakes(doppler, symbols, random, turn > 0 ? slopes : undefined);
      addPath(response, drawn, turns.subarray(0, width));
      // By the time of a symbol without its prefix, of which a path's whole power counts.
      if (turn > 0) {
        const scale = turn / (2 * Math.PI * doppler!) / Math.sqrt(1 - lossOfMovement(line, isSight));
        addPath(change, slopes.map((part) => part * scale), turns.subarray(0, width));
      }
      if (path.late > 0) late.push({ ...path, gains: drawn });
    }
    return {
      gains: new Float64Array(2 * uses).map((_, i) => response[i % response.length]!),
      interference(x) {
        const heard = interfere(x, late, subcarriers, prefix);
        if (turn > 0) smear(x, change, subcarriers).forEach((part, i) => heard[i]! += part);
        return heard;
      },
      power,
    };
  };
}

/** A line of sight of power 1 with its Doppler shift and a random phase, and how fast it turns. */
function drawSight(doppler: number, symbols: number, random: Random, slopes: Float64Array): Float64Array {
  const shift = LINE_OF_SIGHT_DOPPLER * doppler;
  const gains = listRotations(shift, symbols, random.uniform());
  for (let i = 0; i < slopes.length; i++) {
    slopes[i] = 2 * Math.PI * shift * (i % 2 === 0 ? -gains[i + 1]! : gains[i - 1]!);
  }
  return gains;
}

/** Over frequency the Fourier transform of the powers over the delays, over time Jakes' spectrum and a shifted line of sight. */
function createFrequencyStatistics(line: Line): GainStatistics {
  const { subcarriers, doppler = 0, taps, sight } = line;
  const left = 1 - lossOfMovement(line, false);
  const overTime = createJakesCorrelation(doppler);
  const known: (readonly [number, number])[] = [];
  /** Of the taps alone, so many subcarriers apart. */
  const overFrequency = (apart: number) =>
    known[apart] ??= taps.reduce<readonly [number, number]>(([real, imaginary], { delay, power, late }) => {
      const angle = -2 * Math.PI * delay * apart;
      const inTime = left * power * (1 - late) ** 2;
      return [real + inTime * Math.cos(angle), imaginary + inTime * Math.sin(angle)];
    }, [0, 0]);
  return {
    constant: doppler === 0 && taps.every(({ delay }) => delay === 0),
    correlation(i, j) {
      const apart = i % subcarriers - j % subcarriers;
      const later = Math.floor(i / subcarriers) - Math.floor(j / subcarriers);
      const [real, imaginary] = overFrequency(Math.abs(apart));
      const scale = overTime(later);
      const turn = 2 * Math.PI * LINE_OF_SIGHT_DOPPLER * doppler * later;
      const power = (sight?.power ?? 0) * (1 - lossOfMovement(line, true)); // at delay 0: the same on every subcarrier
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
