import { EXIT, RefusedError } from "../../errors.ts";
import {
  compareRows,
  type Difference,
  findDifferingAxes,
  pairPoints,
  sharedAxes,
} from "../../evaluation/statistics/compare.ts";
import { findResults } from "../../evaluation/results/results_reader.ts";
import { PointFile } from "../../evaluation/statistics/point_file.ts";
import type { Plan } from "../../evaluation/plan/plan.ts";
import { AXES } from "../../evaluation/plan/sweep.ts";
import type { FieldName } from "../../link/fields.ts";
import { unknownName } from "../../text/suggest.ts";
import type { CompareOptions } from "./flags.ts";
import { alignColumns } from "../shared/columns.ts";
import { requireStandardOutput } from "../shared/standard_output.ts";
import { asJson, asLine, note, print, terminalWidth } from "../shared/terminal.ts";

/** The metrics that are compared where nothing is said. */
const USUAL_METRICS = ["bleu1", "bleu4", "exact"];

/** Runs `semcom compare` and returns the exit code. */
export async function runComparison({ a: pathA, b: pathB, metrics, json }: CompareOptions): Promise<number> {
  requireStandardOutput();
  const a = new PointFile(await findResults(pathA));
  const b = new PointFile(await findResults(pathB));
  const names = metricNames(a, b, metrics);
  const pairs = pairPoints(a.plan, b.plan).filter((pair) => a.points.includes(pair.a) && b.points.includes(pair.b));
  if (pairs.length === 0) {
    throw new RefusedError(`Cannot compare ${pathA} and ${pathB}: they have no point of the same settings`);
  }
  for (const name of findDifferingAxes(a.plan, b.plan)) {
    const [valueA, valueB] = [a, b].map(({ plan }) => plan.valuesOf(name)[0] ?? "not given");
    note(`${name}: a ${asLine(`${valueA}`, true)}, b ${asLine(`${valueB}`, true)}\n`);
  }
  const rows: Row[] = [];
  for (const pair of pairs) {
    const compared = compareRows(a.rows(pair.a), b.rows(pair.b), names, [pathA, pathB]);
    const settings = settingsAt(b.plan, pair.b);
    for (const difference of compared.differences) rows.push({ settings, messages: compared.messages, difference });
  }
  for (const name of names) {
    if (rows.every(({ difference }) => difference.metric !== name)) {
      throw new RefusedError(`Cannot compare ${name} of ${pathA} and ${pathB}: no point of both has it`);
    }
  }
  if (json) rows.forEach((row) => print(asJson(rowJson(row))));
  else print(formatTable(rows, sharedAxes(a.plan, b.plan)));
  const alone = a.points.length + b.points.length - 2 * pairs.length;
  if (alone > 0) note(`semcom: warning: ${alone} points are in one of the two only\n`);
  return EXIT.done;
}

/** Every setting of a point, by the names of results; null where it has no effect. */
function settingsAt(plan: Plan, point: number): Row["settings"] {
  return Object.fromEntries(AXES.map((axis) => [axis.json, plan.valueAt(point, axis)])) as Row["settings"];
}

interface Row {
  readonly settings: Readonly<Record<FieldName, string | number | null>>;
  readonly messages: number;
  readonly difference: Difference;
}

/** The metrics to compare; each must be known to both. */
function metricNames(a: PointFile, b: PointFile, asked: readonly string[]): readonly string[] {
  const theirs = b.metrics.map(({ name }) => name);
  const common = a.metrics.map(({ name }) => name).filter((name) => theirs.includes(name));
  for (const name of asked) if (!common.includes(name)) throw unknownName("metric", name, common);
  return asked.length > 0 ? asked : USUAL_METRICS;
}

function formatTable(rows: readonly Row[], shared: readonly FieldName[]): string {
  const axes = AXES.filter(({ json }) => shared.includes(json));
  const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
  const keys = [...axes.map(({ json }) => json), "metric"];
  const cells = [
    [...keys, "messages", "a", "b", "difference", "95 % interval", "p"],
    ...rows.map(({ settings, messages, difference: { metric, a, b, difference, p } }) => [
      ...axes.map(({ json }) => `${settings[json] ?? "-"}`),
      metric,
      `${messages}`,
      a.toFixed(4),
      b.toFixed(4),
      signed(difference.mean),
      `${signed(difference.low)} .. ${signed(difference.high)}`,
      p.toFixed(3),
    ]),
  ];
  return alignColumns(cells, keys.length, terminalWidth());
}

function rowJson({ settings, messages, difference: { metric, a, b, difference, p } }: Row) {
  const effective = Object.entries(settings).filter(([, value]) => value !== null);
  return {
    schema: 1,
    ...Object.fromEntries(effective),
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
