import { RefusedError } from "../../errors.ts";
import { estimateOf, pValueOf, resample, RESAMPLES, sumOf } from "./bootstrap.ts";
import type { Plan } from "../plan/plan.ts";
import type { PointRows } from "./point_rows.ts";
import type { CorpusMetric } from "./statistics.ts";
import type { Estimate } from "../report/summary.ts";
import { AXES, type AxisName } from "../plan/sweep.ts";

/** How one metric differs between two systems that were sent the same messages. */
export interface Difference {
  readonly metric: string;
  /** What the metric is of each. */
  readonly a: number;
  readonly b: number;
  /** b less a, with the interval of the paired bootstrap. */
  readonly difference: Estimate;
  /** Two-sided: how likely so large a difference would be if there were none. */
  readonly p: number;
}

/** Two points of the same settings, by their numbers in the sweeps of each. */
export interface PointPair {
  readonly a: number;
  readonly b: number;
}

/**
 * The axes that pairs of points must agree on: those of which either sweep lists several values. What each has one value
 * of may differ, because it may be what is compared.
 */
export function sharedAxes(a: Plan, b: Plan): readonly AxisName[] {
  const several = (plan: Plan, name: AxisName) => (plan.header.settings[name]?.length ?? 0) > 1;
  return AXES.map(({ name }) => name).filter((name) => several(a, name) || several(b, name));
}

/** The axes of which each sweep has one value, and not the same. */
export function differingAxes(a: Plan, b: Plan): readonly AxisName[] {
  const shared = sharedAxes(a, b);
  const value = (plan: Plan, name: AxisName) => plan.header.settings[name]?.[0];
  return AXES.map(({ name }) => name).filter((name) => !shared.includes(name) && value(a, name) !== value(b, name));
}

/** Points that agree on {@linkcode sharedAxes}, in the order of `b`. */
export function pairPoints(a: Plan, b: Plan): PointPair[] {
  const shared = AXES.filter(({ name }) => sharedAxes(a, b).includes(name));
  const key = (plan: Plan, point: number) =>
    JSON.stringify(shared.map((axis) => plan.points[point]![axis.key] ?? null));
  const numbers = new Map(a.points.map((_, point) => [key(a, point), point]));
  return b.points.flatMap((_, point) => {
    const partner = numbers.get(key(b, point));
    return partner === undefined ? [] : [{ a: partner, b: point }];
  });
}

/**
 * Compares what two systems did with the messages that both were sent: whole messages, with all their repeats, are drawn
 * for both at once, so that what makes a message hard does not count as a difference (Koehn, 2004).
 * @param metrics The names of what to compare, all of which both have.
 * @param names What the two are called in an error.
 * @throws {RefusedError} if they have no message in common, or different texts under one number.
 */
export function differences(
  a: PointRows,
  b: PointRows,
  metrics: readonly string[],
  names: readonly [string, string],
): { messages: number; differences: Difference[] } {
  const rows = pairedRows(a, b, names);
  const width = a.width + b.width;
  const pairs = metrics.map((name) => [metricNamed(a, name), metricNamed(b, name)] as const);
  const of = ([metricA, metricB]: readonly [CorpusMetric, CorpusMetric], sums: Float64Array) =>
    [metricA.of(sums.subarray(0, a.width)), metricB.of(sums.subarray(a.width))] as const;
  const values = metrics.map(() => new Float64Array(RESAMPLES));
  resample(rows, width, (sums, draw) => {
    pairs.forEach((pair, i) => {
      const [first, second] = of(pair, sums);
      values[i]![draw] = second - first;
    });
  });
  const sums = sumOf(rows, width);
  return {
    messages: rows.length / width,
    differences: metrics.map((metric, i): Difference => {
      const [first, second] = of(pairs[i]!, sums);
      const p = pValueOf(values[i]!);
      return { metric, a: first, b: second, difference: estimateOf(second - first, values[i]!), p };
    }),
  };
}

function metricNamed({ metrics }: PointRows, name: string): CorpusMetric {
  return metrics.find((metric) => metric.name === name)!;
}

/** The rows of the messages that both have, side by side. */
function pairedRows(a: PointRows, b: PointRows, [nameA, nameB]: readonly [string, string]): Float64Array {
  const common = [...a.indices()].filter((index) => b.row(index) !== undefined);
  if (common.length === 0) {
    throw new RefusedError(`Cannot compare ${nameA} and ${nameB}: they have no message in common`);
  }
  const width = a.width + b.width;
  const rows = new Float64Array(common.length * width);
  common.forEach((index, i) => {
    const [first, second] = [a.row(index)!, b.row(index)!];
    if (first.text !== second.text) {
      throw new RefusedError(`Cannot compare ${nameA} and ${nameB}: their message ${index} is not the same text`);
    }
    rows.set(first.values, i * width);
    rows.set(second.values, i * width + a.width);
  });
  return rows;
}
