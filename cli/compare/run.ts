import { EXIT, RefusedError } from "../../errors.ts";
import {
  type Difference,
  differences,
  differingAxes,
  pairPoints,
  sharedAxes,
} from "../../evaluation/statistics/compare.ts";
import { PointFile, resultsPath } from "../../evaluation/results/results_file.ts";
import type { AxisName, PointSettings } from "../../evaluation/plan/sweep.ts";
import { AXES } from "../../evaluation/plan/sweep.ts";
import { unknownName } from "../../suggest.ts";
import type { CompareOptions } from "./flags.ts";
import { columns } from "../shared/columns.ts";
import { asJson, asLine, note, print, terminalWidth } from "../shared/terminal.ts";

/** What is compared where nothing is said. */
const USUAL_METRICS = ["bleu1", "bleu4", "exact"];

/** Runs `semcom compare` and returns the exit code. */
export async function runComparison({ a: pathA, b: pathB, metrics, json }: CompareOptions): Promise<number> {
  const a = new PointFile(await resultsPath(pathA));
  const b = new PointFile(await resultsPath(pathB));
  const names = metricNames(a, b, metrics);
  const pairs = pairPoints(a.plan, b.plan).filter((pair) => a.points.includes(pair.a) && b.points.includes(pair.b));
  if (pairs.length === 0) {
    throw new RefusedError(`Cannot compare ${pathA} and ${pathB}: they have no point of the same settings`);
  }
  for (const name of differingAxes(a.plan, b.plan)) {
    const [valueA, valueB] = [a, b].map(({ plan }) => plan.header.settings[name]?.[0] ?? "not given");
    note(`${name}: a ${asLine(`${valueA}`, true)}, b ${asLine(`${valueB}`, true)}\n`);
  }
  const rows: Row[] = [];
  for (const pair of pairs) {
    const compared = differences(a.rows(pair.a), b.rows(pair.b), names, [pathA, pathB]);
    const settings = b.plan.points[pair.b]!;
    for (const difference of compared.differences) rows.push({ settings, messages: compared.messages, difference });
  }
  if (json) rows.forEach((row) => print(asJson(rowJson(row))));
  else print(table(rows, sharedAxes(a.plan, b.plan)));
  const alone = a.points.length + b.points.length - 2 * pairs.length;
  if (alone > 0) note(`semcom: warning: ${alone} points are in one of the two only\n`);
  return EXIT.done;
}

interface Row {
  readonly settings: PointSettings;
  readonly messages: number;
  readonly difference: Difference;
}

/** The metrics to compare; each must be known to both. */
function metricNames(a: PointFile, b: PointFile, asked: readonly string[]): readonly string[] {
  const common = a.metrics.filter((name) => b.metrics.includes(name));
  for (const name of asked) if (!common.includes(name)) throw unknownName("metric", name, common);
  return asked.length > 0 ? asked : USUAL_METRICS;
}

function table(rows: readonly Row[], shared: readonly AxisName[]): string {
  const axes = AXES.filter(({ name }) => shared.includes(name));
  const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
  const keys = [...axes.map(({ name }) => name), "metric"];
  const cells = [
    [...keys, "messages", "a", "b", "difference", "95 % interval", "p"],
    ...rows.map(({ settings, messages, difference: { metric, a, b, difference, p } }) => [
      ...axes.map(({ key }) => `${settings[key]}`),
      metric,
      `${messages}`,
      a.toFixed(4),
      b.toFixed(4),
      signed(difference.mean),
      `${signed(difference.low)} .. ${signed(difference.high)}`,
      p.toFixed(3),
    ]),
  ];
  return columns(cells, keys.length, terminalWidth());
}

function rowJson({ settings, messages, difference: { metric, a, b, difference, p } }: Row) {
  const point = AXES.flatMap(({ name, key }) => settings[key] === undefined ? [] : [[name, settings[key]] as const]);
  return {
    schema: 1,
    ...Object.fromEntries(point),
    messages,
    metric,
    a,
    b,
    difference: difference.mean,
    low: difference.low,
    high: difference.high,
    p,
  };
}
