import { UsageError } from "../../errors.ts";
import { unknownName } from "../../text/suggest.ts";
import type { Channel } from "../channel.ts";
import { channelFamilies, channelFrom } from "../registry.ts";
import { type Equaliser, equaliserNamed } from "./equalisation.ts";
import { type EstimatorName, ESTIMATORS } from "./estimate.ts";

/** Channel state information (CSI): how much a receiver knows of the gains. */
export type Csi = "perfect" | "pilots" | "none";

/** Every kind of {@linkcode Csi}. */
export const CSI: readonly Csi[] = ["perfect", "pilots", "none"];

/** Pilots of a message that is not empty, and the estimation from them. */
export interface Pilots {
  /** Uses of the message like others, spread evenly. */
  readonly count: number;
  /** Power of a pilot over the mean power of the other uses, in dB. */
  readonly powerDb: number;
  readonly estimator: EstimatorName;
}

/**
 * A receiver of complex uses: estimation and equalisation. It has so many antennas, each with gains and noise of its own and the same mean
 * SNR, which it combines by maximum ratio; and it believes in the SNR `snrDb`, in the true one where that is left out. With perfect CSI and zero forcing it is the ordinary one. One
 * without CSI takes every gain to be 1 and has none to undo.
 */
export type Receiver =
  & { readonly antennas: number; readonly snrDb?: number }
  & (
    | { readonly csi: "perfect"; readonly equaliser: Equaliser }
    | { readonly csi: "pilots"; readonly pilots: Pilots; readonly equaliser: Equaliser }
    | { readonly csi: "none" }
  );

/** A receiver as settings, each of which may be left out. */
export interface ReceiverSettings {
  /** One of {@linkcode CSI}; "perfect" by default. */
  readonly csi?: string;
  /** Pilots of a message, 8 by default: uses of the message like others. A budget includes them, a rate does not. */
  readonly pilots?: number;
  /** Power of a pilot over the mean power of the other uses, in dB; 0 by default. */
  readonly pilotPowerDb?: number;
  /** The estimator of gains from pilots: "lmmse" by default, or "ls". */
  readonly estimate?: string;
  /** "zf" by default, "mmse" or "matched". */
  readonly equaliser?: string;
  /** Receive antennas; 1 by default. */
  readonly antennas?: number;
  /** The mean Es/N0 in dB that it believes in; the true one by default. */
  readonly rxSnrDb?: number;
}

/** A receiver's settings where nothing is said. */
export const RECEIVER_DEFAULTS = {
  csi: "perfect",
  pilots: 8,
  pilotPowerDb: 0,
  estimate: "lmmse",
  equaliser: "zf",
  antennas: 1,
} as const;

/** The most receive antennas. */
export const MAX_ANTENNAS = 16;

/**
 * The ordinary receiver: it knows every gain and divides by it.
 *
 * @example
 * ```ts
 * import { channelFrom, ORDINARY_RECEIVER, Random, receive } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const sent = Float32Array.of(1, -1);
 * const { y } = receive(channelFrom("rayleigh"), ORDINARY_RECEIVER, sent, Infinity, new Random(1));
 * assert.ok(y.every((part, i) => Math.abs(part - sent[i]!) < 1e-6)); // without noise the gain divides out
 * ```
 */
export const ORDINARY_RECEIVER: Receiver = { csi: "perfect", equaliser: "zf", antennas: 1 };

/**
 * Completes a receiver's settings, of which each is legal by itself, for a channel.
 * @throws {UsageError} for a name that is unknown, or if the channel has no gains that pilots tell of.
 */
export function resolveReceiver(settings: ReceiverSettings, channel: Channel): Receiver {
  const csi = requireOneOf("CSI", settings.csi ?? RECEIVER_DEFAULTS.csi, CSI);
  if (!listPossibleCsi(channel).includes(csi)) throw createNoPilotsError(channel);
  const { antennas = RECEIVER_DEFAULTS.antennas, rxSnrDb } = settings;
  const common = { antennas, ...rxSnrDb !== undefined && { snrDb: rxSnrDb } };
  if (csi === "none") return { csi, ...common };
  const equaliser = equaliserNamed(settings.equaliser ?? RECEIVER_DEFAULTS.equaliser);
  if (csi === "perfect") return { csi, equaliser, ...common };
  const pilots = {
    count: settings.pilots ?? RECEIVER_DEFAULTS.pilots,
    powerDb: settings.pilotPowerDb ?? RECEIVER_DEFAULTS.pilotPowerDb,
    estimator: requireOneOf(
      "estimate",
      settings.estimate ?? RECEIVER_DEFAULTS.estimate,
      Object.keys(ESTIMATORS) as EstimatorName[],
    ),
  };
  return { csi, pilots, equaliser, ...common };
}

/** The kinds of CSI that a receiver may have of a channel. */
export function listPossibleCsi({ statistics }: Channel): readonly Csi[] {
  return statistics === null ? CSI.filter((csi) => csi !== "pilots") : CSI;
}

/** Pilots that a receiver adds to a message that is not empty. */
export function countPilots(receiver: Receiver): number {
  return receiver.csi === "pilots" ? receiver.pilots.count : 0;
}

function requireOneOf<T extends string>(what: string, name: string, known: readonly T[]): T {
  const found = known.find((one) => one === name);
  if (found !== undefined) return found;
  throw unknownName(what, name, known);
}

function createNoPilotsError({ name }: Channel): UsageError {
  const able = channelFamilies().filter(({ carries }) => carries === "uses")
    .filter((family) => channelFrom(family.name).statistics !== null).map((family) => family.name).join(", ");
  return new UsageError(
    `The channel ${name} takes no pilots, which would tell nothing of the gains of its other uses: leave the CSI perfect, or take another channel (with their defaults ${able} take pilots)`,
  );
}
