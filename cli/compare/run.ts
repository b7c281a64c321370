import { EXIT, RefusedError } from "../../errors.ts";
import {
  compareRows,
  type Difference,
  findDifferingAxes,
  findOtherDifferences,
  refuseOtherBleu,
  sharedAxes,
  type WeighedRows,
} from "../../evaluation/statistics/compare.ts";
import { findResults } from "../../evaluation/results/results_reader.ts";
import { lineUp, type MeasuredSweep, type Stand, type StandPair } from "../../evaluation/statistics/line_up.ts";
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
  const pairs = lineUp(measuredSweep(a), measuredSweep(b));
  if (pairs.length === 0) {
    throw new RefusedError(`Cannot compare ${pathA} and ${pathB}: they have no point of the same settings`);
  }
  refuseOtherBleu(a.plan, b.plan, names, `Cannot compare ${pathA} and ${pathB}`);
  for (const name of findDifferingAxes(a.plan, b.plan)) {
    const [valueA, valueB] = [a, b].map(({ plan }) => plan.valuesOf(name)[0] ?? "not given");
    noteDifference(name, `${valueA}`, `${valueB}`);
  }
  for (const [name, valueA, valueB] of findOtherDifferences(a.plan, b.plan)) noteDifference(name, valueA, valueB);
  const rows: Row[] = [];
  let alone: string | undefined;
  for (const pair of pairs) {
    const [rowsA, rowsB] = [rowsOf(a, pair.a), rowsOf(b, pair.b)];
    const compared = compareRows(rowsA, rowsB, names, [pathA, pathB]);
    const [inA, inB] = [rowsA, rowsB].map((parts) => Math.max(...parts.map(({ rows }) => rows.messages)));
    if (Math.max(inA!, inB!) > compared.messages) alone ??= `${compared.messages} of ${inA} in a and ${inB} in b`;
    const settings = settingsAt(b.plan, pair.b);
    for (const difference of compared.differences) {
      rows.push({ settings, messages: compared.messages, spends: [pair.a, pair.b], difference });
    }
  }
  for (const name of names) {
    if (rows.every(({ difference }) => difference.metric !== name)) {
      throw new RefusedError(`Cannot compare ${name} of ${pathA} and ${pathB}: no point of both has it`);
    }
  }
  if (json) rows.forEach((row) => print(asJson(rowJson(row))));
  else print(formatTable(rows, sharedAxes(a.plan, b.plan)));
  if (alone !== undefined) {
    note(`semcom: warning: only messages that both have are compared, at the first point ${alone}\n`);
  }
  noteSpend(pairs);
  const alones = [[a, pairs.map((pair) => pair.a)], [b, pairs.map((pair) => pair.b)]] as const;
  const unpaired = alones.reduce((sum, [file, stands]) => sum + countUnused(file, stands), 0);
  if (unpaired > 0) note(`semcom: warning: ${unpaired} points are in one of the two only\n`);
  return EXIT.done;
}

/** The points of a file and what they spend. */
function measuredSweep(file: PointFile): MeasuredSweep {
  const { plan, points } = file;
  return { plan, points, usesPerWord: new Map(points.map((point) => [point, file.rows(point).usesPerWord])) };
}

function rowsOf(file: PointFile, { parts }: Stand): WeighedRows {
  return parts.map(({ point, weight }) => ({ rows: file.rows(point), weight }));
}

/** Says where what is compared does not take equal uses a word, or was not measured but interpolated. */
function noteSpend(pairs: readonly StandPair[]): void {
  const interpolated = pairs.filter(({ a, b }) => isInterpolated(a) || isInterpolated(b)).length;
  if (interpolated > 0) {
    const which = pairs.some(({ a }) => isInterpolated(a)) ? "a" : "b";
    note(`${which} is interpolated to equal uses a word at ${interpolated} of ${pairs.length} points (marked ~)\n`);
  }
  const unequal = pairs.filter(({ isEqual }) => !isEqual);
  if (unequal.length === 0) return;
  const { a: { usesPerWord: usesA }, b: { usesPerWord: usesB } } = unequal[0]!;
  note(
    `semcom: warning: the two do not take equal uses a word at ${unequal.length} of ${pairs.length} points, at the first of them a ${
      usesA.toFixed(2)
    } and b ${
      usesB.toFixed(2)
    }: the difference is one of spend as well; evaluate one of them at several rates, and it is interpolated\n`,
  );
}

function isInterpolated({ parts }: Stand): boolean {
  return parts.length > 1;
}

/** The number of a file's points that are compared with none. */
function countUnused({ points }: PointFile, stands: readonly Stand[]): number {
  const used = new Set(stands.flatMap(({ parts }) => parts.map(({ point }) => point)));
  return points.filter((point) => !used.has(point)).length;
}

function noteDifference(name: string, a: string, b: string): void {
  note(`${name}: a ${asLine(a, true)}, b ${asLine(b, true)}\n`);
}

/** Every setting of a system, by the names of results; null where it has no effect, or was interpolated. */
function settingsAt(plan: Plan, { parts }: Stand): Row["settings"] {
  return Object.fromEntries(AXES.map((axis) => {
    const values = parts.map(({ point }) => plan.valueAt(point, axis));
    return [axis.json, new Set(values).size === 1 ? values[0]! : null];
  })) as Row["settings"];
}

interface Row {
  readonly settings: Readonly<Record<FieldName, string | number | null>>;
  readonly messages: number;
  readonly spends: readonly [a: Stand, b: Stand];
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
  const uses = (stand: Stand) => `${isInterpolated(stand) ? "~" : ""}${stand.usesPerWord.toFixed(2)}`;
  const cells = [
    [...keys, "messages", "a", "b", "difference", "95 % interval", "p", "uses/word a", "uses/word b"],
    ...rows.map(({ settings, messages, spends, difference: { metric, a, b, difference, p } }) => [
      ...axes.map(({ json }) => `${settings[json] ?? "-"}`),
      metric,
      `${messages}`,
      a.toFixed(4),
      b.toFixed(4),
      signed(difference.mean),
      `${signed(difference.low)} .. ${signed(difference.high)}`,
      p.toFixed(3),
      ...spends.map(uses),
    ]),
  ];
  return alignColumns(cells, keys.length, terminalWidth());
}

function rowJson({ settings, messages, spends, difference: { metric, a, b, difference, p } }: Row) {
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
    uses_per_word_a: spends[0].usesPerWord,
    uses_per_word_b: spends[1].usesPerWord,
    interpolated: spends.some(isInterpolated),
  };
}
