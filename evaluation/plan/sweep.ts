import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import type { LinkSettings } from "../../link/settings.ts";

/** Everything of a link that a point of a sweep is measured at. */
export type PointSettings = Omit<LinkSettings, "threads">;

/** More points than this are a slip of one of the lists. */
const MOST_POINTS = 10_000;

/** What a sweep may list several values of, as results spell it. */
export type AxisName =
  | "codec"
  | "channel"
  | "link"
  | "channel_code"
  | "code_rate"
  | "modulation"
  | "bits"
  | "rate"
  | "budget"
  | "csi"
  | "pilots"
  | "pilot_power_db"
  | "estimate"
  | "equaliser"
  | "tx_snr_db"
  | "seed"
  | "snr_db";

/** An axis of a sweep. */
export interface Axis {
  readonly name: AxisName;
  /** The link's setting. */
  readonly key: keyof PointSettings;
  /** The type of its values. */
  readonly holds: "string" | "number";
}

/** The axes without which there is no point. */
export const MAIN_AXES: readonly AxisName[] = ["codec", "channel", "snr_db"];

/**
 * Each axis with the link's setting. A point's place in a sweep follows this order, the last axis moving fastest, so that
 * the points of a curve over SNR lie together.
 */
export const AXES: readonly Axis[] = [
  { name: "codec", key: "codec", holds: "string" },
  { name: "channel", key: "channel", holds: "string" },
  { name: "link", key: "link", holds: "string" },
  { name: "channel_code", key: "channelCode", holds: "string" },
  { name: "code_rate", key: "codeRate", holds: "number" },
  { name: "modulation", key: "modulation", holds: "string" },
  { name: "bits", key: "bits", holds: "number" },
  { name: "rate", key: "rate", holds: "number" },
  { name: "budget", key: "budget", holds: "number" },
  { name: "csi", key: "csi", holds: "string" },
  { name: "pilots", key: "pilots", holds: "number" },
  { name: "pilot_power_db", key: "pilotPowerDb", holds: "number" },
  { name: "estimate", key: "estimate", holds: "string" },
  { name: "equaliser", key: "equaliser", holds: "string" },
  { name: "tx_snr_db", key: "txSnrDb", holds: "number" },
  { name: "seed", key: "seed", holds: "number" },
  { name: "snr_db", key: "snrDb", holds: "number" },
];

/** The values of each axis; an axis that is not there leaves its setting to the link. */
export type Sweep = Readonly<Partial<Record<AxisName, readonly (string | number)[]>>>;

/**
 * The product of all axes, in order.
 * @throws {UsageError} if there are too many.
 */
export function pointsOf(sweep: Sweep): PointSettings[] {
  const axes = AXES.map(({ name, key }) => ({ key, values: sweep[name] ?? [] })).filter(({ values }) =>
    values.length > 0
  );
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS) {
    throw new UsageError(`The product of all listed settings has ${count} points, and the most is ${MOST_POINTS}`);
  }
  let points: Partial<Record<keyof PointSettings, string | number>>[] = [{}];
  for (const { key, values } of axes) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [key]: value })));
  }
  return points as unknown as PointSettings[];
}

/** What tells a point from the others of its codec, channel and SNR, for people: "rate 3, seed 2". */
export function variantOf(sweep: Sweep, point: PointSettings): string {
  return AXES.filter(({ name }) => !MAIN_AXES.includes(name) && (sweep[name]?.length ?? 0) > 1)
    .map(({ name, key }) => `${name.replaceAll("_", " ")} ${point[key]}`).join(", ");
}

/**
 * Channel specs out of a list with commas, which specs have too: a piece with `=` and no `:` goes on with the spec before it.
 *
 * ```ts
 * import { channelList } from "./sweep.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(channelList("awgn,rician:k=3,fading=fast,rayleigh"), ["awgn", "rician:k=3,fading=fast", "rayleigh"]);
 * ```
 */
export function channelList(list: string): string[] {
  const specs: string[] = [];
  for (const piece of list.split(",")) {
    if (specs.length > 0 && piece.includes("=") && !piece.includes(":")) specs.push(`${specs.pop()},${piece}`);
    else specs.push(piece);
  }
  return specs;
}

/**
 * A channel's full spec, every parameter with its value.
 * @throws {UsageError} as {@linkcode channelFrom} does.
 */
export function fullChannel(spec: string): string {
  return (bitChannelFrom(spec) ?? channelFrom(spec)).name;
}
