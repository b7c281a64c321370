import { metricTitle } from "../../fidelity/registry.ts";
import { isEqualSpend } from "../statistics/line_up.ts";
import type { Peer, Point } from "../statistics/summary.ts";
import { distinct } from "./distinct.ts";
import { listNames } from "./headline.ts";
import { ELSEWHERE } from "./peers.ts";
import { COMPARED, curvesOf, differenceOf, type Mean, reachOf, WANTED } from "./straight_lines.ts";
import { decibels, groupDigits } from "./tables.ts";

/**
 * What was measured elsewhere, in words: what it is and whether its bandwidth is that of the run, and over each channel how far
 * it comes and which curves of the run are above its own. Its messages are others, so that nothing of that is a test.
 */
export function describePeers(peers: readonly Peer[], points: readonly Point[]): string[] {
  return peers.flatMap((peer) => [
    `${describePeer(peer)} ${describeBandwidth(peer, points)}`,
    ...distinct(peer.points.map(({ channel }) => channel)).map((channel) =>
      `${peer.name} over ${channel} (${ELSEWHERE}, on messages of its own): ${
        describeCurves(peer, channel, points.filter((point) => point.channel === channel && point.snrDb !== null))
      }.`
    ),
  ]);
}

/** Where a peer comes from. */
export function describePeer({ name, measured, messages }: Peer): string {
  return `${name} was ${ELSEWHERE}, not in this run, on ${groupDigits(messages)} messages of its own: ${
    measured.replace(/\.$/, "")
  }.`;
}

function describeBandwidth({ usesPerWord: uses }: Peer, points: readonly Point[]): string {
  const spends = points.map(({ usesPerWord }) => usesPerWord);
  const [min, max] = [Math.min(...spends), Math.max(...spends)];
  const takes = `It takes ${uses.toFixed(2)} channel uses a word`;
  const percent = (ratio: number) => (100 * Math.abs(ratio - 1)).toFixed(0);
  if (isEqualSpend(min, uses) && isEqualSpend(max, uses)) return `${takes}, as do the others.`;
  const apart = uses > max
    ? `, ${percent(uses / max)} % more than any system of the run`
    : uses < min
    ? `, ${percent(uses / min)} % less than any system of the run`
    : ` where those of the run take ${min.toFixed(2)} to ${max.toFixed(2)}`;
  return `${takes}${apart}, so that it does not stand beside them at equal bandwidth.`;
}

function describeCurves(peer: Peer, channel: string, here: readonly Point[]): string {
  return [...describeReach(curveOf(peer, channel, "exact")), ...describeOthers(curveOf(peer, channel, COMPARED), here)]
    .join("; ");
}

/** By rising SNR. */
function curveOf({ points }: Peer, channel: string, metric: string): Mean[] {
  return points.filter((point) => point.channel === channel)
    .flatMap(({ snrDb, metrics }) => metrics[metric] === undefined ? [] : [{ snrDb, mean: metrics[metric] }])
    .sort((a, b) => a.snrDb - b.snrDb);
}

function describeReach(exact: readonly Mean[]): string[] {
  if (exact.length === 0) return [];
  const reach = reachOf(exact, WANTED);
  const last = exact.at(-1)!;
  return [
    reach === undefined
      ? `nine messages of ten do not arrive exactly up to ${decibels(last.snrDb)} dB, where ${last.mean.toFixed(3)} do`
      : `nine messages of ten arrive exactly from ${decibels(+reach.toFixed(1))} dB`,
  ];
}

/** From which SNR on each curve of the run is above the peer's. */
function describeOthers(compared: readonly Mean[], here: readonly Point[]): string[] {
  const differences = curvesOf(here, COMPARED)
    .map(({ label, points }) => ({ label, above: differenceOf(points, compared) }))
    .filter(({ above }) => above.length > 1);
  if (differences.length === 0) return [];
  const reaches = differences.map(({ label, above }) => ({ label, from: reachOf(above, 0), first: above[0]!.snrDb }));
  const always = reaches.filter(({ from, first }) => from === first).map(({ label }) => label);
  const later = reaches.filter(({ from, first }) => from !== undefined && from !== first)
    .sort((a, b) => a.from! - b.from!).map(({ label, from }) => `${label} from ${decibels(+from!.toFixed(1))} dB`);
  const never = reaches.filter(({ from }) => from === undefined).map(({ label }) => label);
  const said = [...always.length > 0 ? [`${listNames(always)} at every SNR`] : [], ...later];
  const [most] = differences.map(({ above }) => above.at(-1)!.snrDb).sort((a, b) => b - a);
  const others = never.length === 0 ? "" : `, and not up to ${decibels(most!)} dB ${listNames(never)}`;
  return [
    said.length === 0
      ? `by ${metricTitle(COMPARED)} no curve of the run is above its own`
      : `by ${metricTitle(COMPARED)} above its curve are ${listNames(said)}${others}`,
  ];
}
