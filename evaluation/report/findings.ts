import { metricTitle } from "../../fidelity/registry.ts";
import { isEqualSpend } from "../statistics/line_up.ts";
import type { Point, Summary } from "../statistics/summary.ts";
import { curveLabel } from "./curves.ts";
import { distinct } from "./distinct.ts";
import { listNames } from "./headline.ts";
import { describePeers } from "./peer_findings.ts";
import { COMPARED, crossing, curvesOf, type MeasuredCurve, reachOf, WANTED } from "./straight_lines.ts";
import { decibels } from "./tables.ts";

/**
 * What a report's curves show, in words, where there are several: whether they take equal bandwidth, from which SNR nine
 * messages of ten arrive exactly, and where one becomes better than another. Between two points a curve is taken to be a
 * straight line. Of what was measured elsewhere that is said apart, and that it was.
 */
export function findingsOf({ points, peers = [] }: Summary): string[] {
  const measured = points.filter(({ messages }) => messages > 0);
  return [...describeRun(measured, peers.length > 0), ...describePeers(peers, measured)];
}

function describeRun(measured: readonly Point[], hasPeers: boolean): string[] {
  const labels = distinct(measured.map(curveLabel));
  if (labels.length < 2) return [];
  return [
    describeBandwidth(labels, measured, hasPeers ? "of this run " : ""),
    ...distinct(measured.map(({ channel }) => channel)).flatMap((channel) => {
      const here = measured.filter((point) => point.channel === channel && point.snrDb !== null);
      return [
        ...describeReach(channel, curvesOf(here, "exact")),
        ...describeCrossings(channel, curvesOf(here, COMPARED)),
      ];
    }),
  ];
}

/** @param which Which ones are spoken of, where there are others. */
function describeBandwidth(labels: readonly string[], points: readonly Point[], which: string): string {
  const spends = labels.map((label) => {
    const uses = points.filter((point) => curveLabel(point) === label).map(({ usesPerWord }) => usesPerWord);
    return { label, min: Math.min(...uses), max: Math.max(...uses) };
  });
  const [min, max] = [Math.min(...spends.map(({ min }) => min)), Math.max(...spends.map(({ max }) => max))];
  if (isEqualSpend(min, max)) return `All ${which}take equal bandwidth: ${span(min, max)} channel uses a word.`;
  const each = spends.map(({ label, min, max }) => `${label} ${span(min, max)}`);
  return `${which === "" ? "They" : `Those ${which.trim()}`} do not take equal bandwidth. Channel uses a word: ${
    listNames(each)
  }.`;
}

function span(min: number, max: number): string {
  const [low, high] = [min.toFixed(2), max.toFixed(2)];
  return low === high ? low : `${low} to ${high}`;
}

function describeReach(channel: string, curves: readonly MeasuredCurve[]): string[] {
  const reached = curves.map(({ label, points }) => ({
    label,
    snrDb: reachOf(points, WANTED),
    first: points[0]!.snrDb,
  }));
  const those = reached.filter(({ snrDb }) => snrDb !== undefined).sort((a, b) => a.snrDb! - b.snrDb!);
  const never = reached.filter(({ snrDb }) => snrDb === undefined).map(({ label }) => label);
  if (those.length === 0) return [];
  const from = those.map(({ label, snrDb, first }) =>
    `${label} ${snrDb === first ? "at" : "from"} ${decibels(+snrDb!.toFixed(1))} dB${snrDb === first ? " already" : ""}`
  );
  const most = Math.max(...curves.flatMap(({ points }) => points.map(({ snrDb }) => snrDb)));
  const others = never.length === 0 ? "" : `; not up to ${decibels(most)} dB: ${listNames(never)}`;
  return [`Nine messages of ten arrive exactly over ${channel} with ${listNames(from)}${others}.`];
}

/**
 * The curve that is best at each SNR at which anything arrives, from low to high: another one is where it is above the
 * interval of the one before.
 */
function describeCrossings(channel: string, curves: readonly MeasuredCurve[]): string[] {
  const at = ({ points }: MeasuredCurve, snrDb: number) => points.find((point) => point.snrDb === snrDb)!;
  const common = distinct(curves.flatMap(({ points }) => points.map(({ snrDb }) => snrDb))).sort((a, b) => a - b)
    .filter((snrDb) => curves.every(({ points }) => points.some((point) => point.snrDb === snrDb)));
  const snrs = common.slice(common.findIndex((snrDb) => curves.some((curve) => at(curve, snrDb).mean > 0)));
  if (snrs.length < 2) return [];
  const bestAt = (snrDb: number) =>
    curves.reduce((best, curve) => at(curve, snrDb).mean > at(best, snrDb).mean ? curve : best);
  let best = bestAt(snrs[0]!);
  const said = [best.label];
  snrs.forEach((snrDb, i) => {
    const next = bestAt(snrDb);
    if (at(next, snrDb).mean <= at(best, snrDb).high) return;
    // It may have been above, within the interval, at SNRs before.
    let low = i - 1;
    while (low > 0 && at(next, snrs[low]!).mean > at(best, snrs[low]!).mean) low--;
    const [from, to] = [snrs[low]!, snrs[low + 1]!];
    const where = crossing(at(next, from), at(next, to), at(best, from), at(best, to));
    said.push(`${next.label} from ${decibels(+where.toFixed(1))} dB`);
    best = next;
  });
  return [
    `By ${metricTitle(COMPARED)} over ${channel} the best is ${said.join(", then ")}${
      said.length === 1 ? " at every SNR" : ""
    }.`,
  ];
}
