import type { Channel } from "../channel.ts";
import { type Equaliser, equaliser } from "./equalisation.ts";
import type { Estimator } from "./estimate.ts";
import { leastSquares } from "./least_squares.ts";
import { lmmse } from "./lmmse.ts";
import { MOST_PILOTS } from "./pilots.ts";
import { UsageError } from "../../errors.ts";
import { unknownName } from "../../suggest.ts";

/** What a receiver knows of the gains, as settings. */
export interface KnowledgeSettings {
  /**
   * "perfect" (by default): every gain. "pilots": what pilots show of them. "none": nothing, and the receiver takes every
   * gain to be 1.
   */
  readonly csi?: string;
  /** Pilots of a message, 8 by default: uses of the message like others. A budget includes them, a rate does not. */
  readonly pilots?: number;
  /** Power of a pilot over the mean power of the other uses, in dB; 0 by default. */
  readonly pilotPowerDb?: number;
  /** What estimates gains from pilots: "lmmse" by default, or "ls". */
  readonly estimate?: string;
  /** How gains are undone: "zf" by default, "mmse" or "matched". */
  readonly equaliser?: string;
}

/** What a receiver knows of the gains: {@linkcode KnowledgeSettings}, checked and complete. */
export interface Knowledge {
  readonly csi: Csi;
  /** With csi "pilots". */
  readonly pilots?: PilotSettings;
  readonly equaliser: Equaliser;
}

/** How much a receiver knows of the gains. */
export type Csi = "perfect" | "pilots" | "none";

/** What is sent and done to know the gains. */
export interface PilotSettings {
  readonly count: number;
  readonly powerDb: number;
  readonly estimate: EstimatorName;
}

/** Least squares, or linear minimum mean square error. */
export type EstimatorName = "ls" | "lmmse";

/** The estimators by their names. */
export const ESTIMATORS: Readonly<Record<EstimatorName, Estimator>> = { ls: leastSquares, lmmse };

/** A pilot's power outside these bounds, in dB, says nothing about a link of mean power 1. */
const POWER_RANGE = [-20, 20] as const;

const DEFAULT_PILOTS: PilotSettings = { count: 8, powerDb: 0, estimate: "lmmse" };

/**
 * Checks and completes what is set.
 * @throws {UsageError} for a name that is unknown, a number out of range, or what does not go together.
 */
export function knowledgeOf(settings: KnowledgeSettings): Knowledge {
  const csi = oneOf("channel knowledge", settings.csi ?? "perfect", ["perfect", "pilots", "none"] as const);
  const undone = equaliser(settings.equaliser ?? "zf");
  if (csi === "none" && settings.equaliser !== undefined) {
    throw new UsageError(
      `The equaliser is ${undone}, and a receiver without channel knowledge has no gains to undo: leave one out`,
    );
  }
  if (csi === "pilots") return { csi, pilots: pilotSettings(settings), equaliser: undone };
  const { pilots, pilotPowerDb, estimate } = settings;
  for (const [what, value] of [["number of pilots", pilots], ["pilots' power", pilotPowerDb], ["estimate", estimate]]) {
    if (value === undefined) continue;
    throw new UsageError(
      `The ${what} is ${value}, and the channel knowledge is ${csi}: set it to pilots, or leave the ${what} out`,
    );
  }
  return { csi, equaliser: undone };
}

/** What a receiver may know of a channel's gains. */
export function csiOf({ gains, statistics }: Channel): Csi[] {
  if (gains === undefined) return ["perfect"];
  return statistics === undefined ? ["perfect", "none"] : ["perfect", "pilots", "none"];
}

function pilotSettings({ pilots, pilotPowerDb, estimate }: KnowledgeSettings): PilotSettings {
  const { count, powerDb, estimate: usual } = DEFAULT_PILOTS;
  if (pilots !== undefined && !(Number.isInteger(pilots) && pilots >= 1 && pilots <= MOST_PILOTS)) {
    throw new UsageError(`The number of pilots is ${pilots}, and must be a whole number from 1 to ${MOST_PILOTS}`);
  }
  if (pilotPowerDb !== undefined && !(pilotPowerDb >= POWER_RANGE[0] && pilotPowerDb <= POWER_RANGE[1])) {
    throw new UsageError(`The pilots' power is ${pilotPowerDb} dB, and must be from ${POWER_RANGE.join(" to ")}`);
  }
  return {
    count: pilots ?? count,
    powerDb: pilotPowerDb ?? powerDb,
    estimate: oneOf("estimate", estimate ?? usual, Object.keys(ESTIMATORS) as EstimatorName[]),
  };
}

function oneOf<T extends string>(what: string, name: string, known: readonly T[]): T {
  const found = known.find((one) => one === name);
  if (found !== undefined) return found;
  throw unknownName(what, name, known);
}
