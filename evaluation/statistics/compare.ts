import { RefusedError, UsageError } from "../../errors.ts";
import type { FieldName } from "../../link/fields.ts";
import { estimateOf, type Interval, pValueOf, resample, sumOf } from "./bootstrap.ts";
import type { Plan } from "../plan/plan.ts";
import type { PointRows } from "./point_rows.ts";
import { AXES } from "../plan/sweep.ts";

/** The difference in one metric between two systems that were sent the same messages. */
export interface Difference {
  readonly metric: string;
  /** The metric of each. */
  readonly a: number;
  readonly b: number;
  /** b less a, with the interval of the paired bootstrap. */
  readonly difference: Interval;
  /** Two-sided: the probability of so large a difference if there were none. */
  readonly p: number;
}

/** Two points of the same settings, by their numbers in the sweeps of each. */
export interface PointPair {
  readonly a: number;
  readonly b: number;
}

/**
 * The axes that pairs of points must agree on: those that differ within either sweep. A setting of one value each may
 * differ, because it may be the subject of the comparison.
 */
export function sharedAxes(a: Plan, b: Plan): readonly FieldName[] {
  return AXES.filter((axis) => a.varies(axis) || b.varies(axis)).map(({ json }) => json);
}

/** The axes of which each sweep has one value, and not the same. */
export function findDifferingAxes(a: Plan, b: Plan): readonly FieldName[] {
  const shared = sharedAxes(a, b);
  return AXES.filter((axis) => !shared.includes(axis.json) && a.valueAt(0, axis) !== b.valueAt(0, axis))
    .map(({ json }) => json);
}

/** What two evaluations have one value of each, and not the same, besides the settings of their links: names and both values. */
export function findOtherDifferences(a: Plan, b: Plan): readonly (readonly [name: string, a: string, b: string])[] {
  const facts = ({ header: { version, settings, codecs, data, shard } }: Plan): Record<string, string> => ({
    text: `${data.messages} ${data.messages === 1 ? "message" : "messages"} (${data.sha256.slice(0, 8)})`,
    repeats: `${settings.repeat}`,
    "points end": settings.until_ci === undefined
      ? "after all messages"
      : `at ${settings.headline} ±${settings.until_ci}`,
    shard: shard ?? "none",
    ...Object.fromEntries(Object.entries(codecs).map(([name, sha256]) => [`${name} sha256`, sha256.slice(0, 8)])),
    version,
  });
  const [ofA, ofB] = [facts(a), facts(b)];
  return Object.keys(ofA).flatMap((name) => {
    const [first, second] = [ofA[name]!, ofB[name]];
    return second === undefined || first === second ? [] : [[name, first, second] as const]; // the other has other codecs
  });
}

/**
 * Refuses to compare BLEU of different tokens.
 * @param metrics That are to be compared.
 * @throws {UsageError} naming the difference.
 */
export function refuseOtherBleu(a: Plan, b: Plan, metrics: readonly string[], tried: string): void {
  if (!metrics.some((name) => /^bleu\d$/.test(name))) return;
  for (const name of ["tokenize", "effective_order"] as const) {
    const [first, second] = [a, b].map(({ header }) => header.settings[name]);
    if (first === second) continue;
    throw new UsageError(
      `${tried}: ${
        name.replace("_", " ")
      } is ${first} in the first and ${second} in the second, so that their BLEU is not the same figure: compare other metrics, or evaluate again`,
    );
  }
}

/** Points that agree on {@linkcode sharedAxes}, in the order of `b`. */
export function pairPoints(a: Plan, b: Plan): PointPair[] {
  const key = keyBy(sharedAxes(a, b));
  const numbers = new Map(a.points.map((_, point) => [key(a, point), point]));
  return b.points.flatMap((_, point) => {
    const partner = numbers.get(key(b, point));
    return partner === undefined ? [] : [{ a: partner, b: point }];
  });
}

/** Makes a key that two points share if they agree on these axes. */
export function keyBy(names: readonly FieldName[]): (plan: Plan, point: number) => string {
  const axes = AXES.filter(({ json }) => names.includes(json));
  return (plan, point) => JSON.stringify(axes.map((axis) => plan.valueAt(point, axis)));
}

/** What a system did at one setting: rows, or several that are weighed, with weights that sum to 1. */
export type WeighedRows = readonly { readonly rows: PointRows; readonly weight: number }[];

/** One point's rows, as they are. */
export function wholly(rows: PointRows): WeighedRows {
  return [{ rows, weight: 1 }];
}

/**
 * Compares what two systems did with the messages that both were sent: whole messages, with all their repeats, are drawn
 * for both at once, so that a message that is hard for both does not count as a difference (Koehn, 2004).
 * @param metrics The names of the metrics to compare. One that no message of either has is left out.
 * @param names The names of the two in an error.
 * @throws {RefusedError} if they have no message in common, or different texts under one number.
 */
export function compareRows(
  a: WeighedRows,
  b: WeighedRows,
  metrics: readonly string[],
  names: readonly [string, string],
): { messages: number; differences: Difference[] } {
  const parts = placeParts(a, b);
  const { to: width } = parts.at(-1)!.columns;
  const rows = joinRows(parts, names);
  const valuesOf = (name: string, sums: Float64Array) =>
    [0, 1].map((side) =>
      weigh(
        parts.filter((part) => part.side === side).map(({ rows: { layout }, weight, columns: { from, to } }) => ({
          value: layout.valueOf(layout.metricNamed(name), sums.subarray(from, to)),
          weight,
        })),
      )
    ) as [number | undefined, number | undefined];
  const values: number[][] = metrics.map(() => []);
  resample(rows, width, (sums) => {
    metrics.forEach((name, i) => {
      const [first, second] = valuesOf(name, sums);
      if (first !== undefined && second !== undefined) values[i]!.push(second - first);
    });
  });
  const sums = sumOf(rows, width);
  return {
    messages: rows.length / width,
    differences: metrics.flatMap((metric, i): Difference[] => {
      const [first, second] = valuesOf(metric, sums);
      if (first === undefined || second === undefined) return [];
      const p = pValueOf(values[i]!);
      return [{ metric, a: first, b: second, difference: estimateOf(second - first, values[i]!), p }];
    }),
  };
}

/** Rows of one of the two systems, and the columns of all rows side by side that they have. */
interface Part {
  readonly side: 0 | 1;
  readonly rows: PointRows;
  readonly weight: number;
  readonly columns: { readonly from: number; readonly to: number };
}

function placeParts(a: WeighedRows, b: WeighedRows): Part[] {
  let width = 0;
  return ([[0, a], [1, b]] as const).flatMap(([side, all]) =>
    all.map(({ rows, weight }): Part => {
      const from = width;
      return { side, rows, weight, columns: { from, to: width += rows.layout.width } };
    })
  );
}

/** The weighed mean; undefined where any value is. */
function weigh(values: readonly { readonly value: number | undefined; readonly weight: number }[]): number | undefined {
  if (values.some(({ value }) => value === undefined)) return undefined;
  return values.reduce((sum, { value, weight }) => sum + weight * value!, 0);
}

/** The rows of the messages that all parts have, side by side. */
function joinRows(parts: readonly Part[], [nameA, nameB]: readonly [string, string]): Float64Array {
  const { to: width } = parts.at(-1)!.columns;
  const common = [...parts[0]!.rows.indices()].filter((index) =>
    parts.every(({ rows }) => rows.row(index) !== undefined)
  );
  if (common.length === 0) {
    throw new RefusedError(`Cannot compare ${nameA} and ${nameB}: they have no message in common`);
  }
  const rows = new Float64Array(common.length * width);
  common.forEach((index, i) => {
    const all = parts.map(({ rows }) => rows.row(index)!);
    if (all.some(({ text }) => text !== all[0]!.text)) {
      throw new RefusedError(`Cannot compare ${nameA} and ${nameB}: their message ${index} is not the same text`);
    }
    all.forEach(({ values }, part) => rows.set(values, i * width + parts[part]!.columns.from));
  });
  return rows;
}
