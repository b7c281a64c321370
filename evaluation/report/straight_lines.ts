import type { Interval } from "../statistics/bootstrap.ts";
import type { Point } from "../statistics/summary.ts";
import { curveLabel } from "./curves.ts";
import { distinct } from "./distinct.ts";

/** The fraction of messages that is to arrive exactly. */
export const WANTED = 0.9;

/** The metric by which curves are said to cross. */
export const COMPARED = "bleu4";

/** A figure against SNR, in dB. */
export interface Mean {
  readonly snrDb: number;
  readonly mean: number;
}

/** A figure against SNR with its intervals. */
export interface MeasuredCurve {
  readonly label: string;
  /** By rising SNR. */
  readonly points: readonly (Interval & Mean)[];
}

/** The curves of a metric, for each codec and variant that has it. */
export function curvesOf(points: readonly Point[], metric: string): MeasuredCurve[] {
  const drawn = points.filter(({ metrics }) => metrics[metric] !== undefined);
  return distinct(drawn.map(curveLabel)).map((label) => ({
    label,
    points: drawn.filter((point) => curveLabel(point) === label)
      .map(({ snrDb, metrics }) => ({ snrDb: snrDb!, ...metrics[metric]! }))
      .sort((a, b) => a.snrDb - b.snrDb),
  }));
}

/** The lowest SNR from which on a curve is never below what is wanted; undefined where its last point is. */
export function reachOf(points: readonly Mean[], wanted: number): number | undefined {
  const below = points.findLastIndex(({ mean }) => mean < wanted);
  if (below === points.length - 1) return undefined;
  if (below < 0) return points[0]!.snrDb;
  return crossing(points[below]!, points[below + 1]!, { mean: wanted }, { mean: wanted });
}

/** Where two lines between the same SNRs meet. */
export function crossing(from: Mean, to: Mean, otherFrom: Pick<Mean, "mean">, otherTo: Pick<Mean, "mean">): number {
  const [before, after] = [otherFrom.mean - from.mean, to.mean - otherTo.mean];
  return from.snrDb + (to.snrDb - from.snrDb) * (before + after === 0 ? 0 : before / (before + after));
}

/** By how much one curve is above another, at every SNR that either has a point at and that lies within both. */
export function differenceOf(a: readonly Mean[], b: readonly Mean[]): Mean[] {
  return distinct([...a, ...b].map(({ snrDb }) => snrDb)).sort((a, b) => a - b).flatMap((snrDb) => {
    const [of, other] = [valueAt(a, snrDb), valueAt(b, snrDb)];
    return of === undefined || other === undefined ? [] : [{ snrDb, mean: of - other }];
  });
}

/** The height of a curve at an SNR; undefined beyond its ends. */
function valueAt(points: readonly Mean[], snrDb: number): number | undefined {
  const next = points.findIndex((point) => point.snrDb >= snrDb);
  const [from, to] = [points[next - 1], points[next]];
  if (to?.snrDb === snrDb) return to.mean;
  if (from === undefined || to === undefined) return undefined;
  return from.mean + (to.mean - from.mean) * (snrDb - from.snrDb) / (to.snrDb - from.snrDb);
}
