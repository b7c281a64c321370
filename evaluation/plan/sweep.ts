import { bitChannelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { checkValue, usualOf } from "../../link/check.ts";
import { type FieldName, FIELDS, type LinkField, type LinkSettings } from "../../link/fields.ts";

/** All settings of a link that a point of a sweep is measured at. */
export type PointSettings = LinkSettings & { readonly codec: string; readonly channel: string };

/** More points than this are a slip of one of the lists. */
const MAX_POINTS = 10_000;

/** The axes without which there is no point. */
export const MAIN_AXES: readonly FieldName[] = ["codec", "channel"];

/** Axes that are listed with their default where nothing is said: every report shows them. */
const LISTED: readonly FieldName[] = [...MAIN_AXES, "seed", "snr_db"];

/**
 * The axes of a sweep, in the order that places its points: the table's, but the SNR moves fastest, so that the points of a
 * curve lie together.
 */
export const AXES: readonly LinkField[] = [
  ...FIELDS.filter(({ key }) => key !== "snrDb"),
  ...FIELDS.filter(({ key }) => key === "snrDb"),
];

/** The values of each axis, by the names of results; an axis that is not there leaves its setting to the link. */
export type Sweep = Readonly<Partial<Record<FieldName, readonly (string | number)[]>>>;

/**
 * Completes a sweep: every value in its one form, as "rayleigh:fading=block" for Rayleigh, and none of an axis twice.
 * @throws {UsageError} for a value that is unknown or out of range, or an SNR where no channel has one.
 */
export function completeSweep(given: Sweep): Sweep {
  const axes = AXES.flatMap((field) => {
    const values = given[field.json] ?? [];
    const listed = values.length === 0 && LISTED.includes(field.json) ? [usualOf(field)] : values;
    return listed.length === 0 ? [] : [[field.json, [...new Set(listed.map((value) => checkValue(field, value)))]]];
  });
  const { snr_db, ...others }: Sweep = Object.fromEntries(axes);
  const channels = others.channel!;
  if (!channels.every((channel) => bitChannelFrom(`${channel}`) !== undefined)) return { ...others, snr_db: snr_db! };
  if (given.snr_db === undefined) return others;
  throw new UsageError(
    `The SNR is ${snr_db!.join(", ")} dB, and no channel has one: ${
      channels.join(", ")
    } carry bits as they are: leave the SNR out`,
  );
}

/**
 * The product of all axes, in order. A channel that carries bits has no SNR: it has one point where others have many.
 * @throws {UsageError} if there are too many.
 */
export function pointsOf(sweep: Sweep): PointSettings[] {
  const axes = AXES.map(({ json, key }) => ({ key, values: sweep[json] ?? [] })).filter(({ values }) =>
    values.length > 0
  );
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MAX_POINTS) {
    throw new UsageError(`The product of all listed settings has ${count} points, and the most is ${MAX_POINTS}`);
  }
  let points: Partial<Record<keyof PointSettings, string | number>>[] = [{}];
  for (const { key, values } of axes) {
    points = points.flatMap((point) =>
      key === "snrDb" && bitChannelFrom(`${point.channel}`) !== undefined
        ? [point]
        : values.map((value) => ({ ...point, [key]: value }))
    );
  }
  return points as unknown as PointSettings[];
}

/** Describes what tells a point from the others of its codec, channel and SNR: "rate 3, seed 2". */
export function describeVariant(sweep: Sweep, point: PointSettings): string {
  return AXES.filter(({ json }) => ![...MAIN_AXES, "snr_db"].includes(json) && (sweep[json]?.length ?? 0) > 1)
    .map(({ json, key }) => `${json.replaceAll("_", " ")} ${point[key]}`).join(", ");
}

/**
 * Splits a list of channel specs at its commas, which specs have too: a piece with `=` and no `:` goes on with the spec
 * before it.
 *
 * ```ts
 * import { splitChannels } from "./sweep.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(splitChannels("awgn,rician:k=3,fading=fast,rayleigh"), ["awgn", "rician:k=3,fading=fast", "rayleigh"]);
 * ```
 */
export function splitChannels(list: string): string[] {
  const specs: string[] = [];
  for (const piece of list.split(",")) {
    if (specs.length > 0 && piece.includes("=") && !piece.includes(":")) specs.push(`${specs.pop()},${piece}`);
    else specs.push(piece);
  }
  return specs;
}
