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
  const shared = AXES.filter(({ json }) => sharedAxes(a, b).includes(json));
  const key = (plan: Plan, point: number) => JSON.stringify(shared.map((axis) => plan.valueAt(point, axis)));
  const numbers = new Map(a.points.map((_, point) => [key(a, point), point]));
  return b.points.flatMap((_, point) => {
    const partner = numbers.get(key(b, point));
    return partner === undefined ? [] : [{ a: partner, b: point }];
  });
}

/**
 * Compares what two systems did with the messages that both were sent: whole messages, with all their repeats, are drawn
 * for both at once, so that a message that is hard for both does not count as a difference (Koehn, 2004).
 * @param metrics The names of the metrics to compare. One that no message of either has is left out.
 * @param names The names of the two in an error.
 * @throws {RefusedError} if they have no message in common, or different texts under one number.
 */
export function compareRows(
  a: PointRows,
  b: PointRows,
  metrics: readonly string[],
  names: readonly [string, string],
): { messages: number; differences: Difference[] } {
  const rows = pairRows(a, b, names);
  const [wide, width] = [a.layout.width, a.layout.width + b.layout.width];
  const valuesOf = (name: string, sums: Float64Array) =>
    [
      a.layout.valueOf(a.layout.metricNamed(name), sums.subarray(0, wide)),
      b.layout.valueOf(b.layout.metricNamed(name), sums.subarray(wide)),
    ] as const;
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

/** The rows of the messages that both have, side by side. */
function pairRows(a: PointRows, b: PointRows, [nameA, nameB]: readonly [string, string]): Float64Array {
  const common = [...a.indices()].filter((index) => b.row(index) !== undefined);
  if (common.length === 0) {
    throw new RefusedError(`Cannot compare ${nameA} and ${nameB}: they have no message in common`);
  }
  const width = a.layout.width + b.layout.width;
  const rows = new Float64Array(common.length * width);
  common.forEach((index, i) => {
    const [first, second] = [a.row(index)!, b.row(index)!];
    if (first.text !== second.text) {
      throw new RefusedError(`Cannot compare ${nameA} and ${nameB}: their message ${index} is not the same text`);
    }
    rows.set(first.values, i * width);
    rows.set(second.values, i * width + a.layout.width);
  });
  return rows;
}
