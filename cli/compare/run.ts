import { EXIT } from "../../errors.ts";
import {
  type Difference,
  findDifferingAxes,
  findOtherDifferences,
  sharedAxes,
} from "../../evaluation/statistics/compare.ts";
import { type ComparedPair, compareResults } from "../../evaluation/statistics/compare_results.ts";
import type { Stand } from "../../evaluation/statistics/line_up.ts";
import { AXES } from "../../evaluation/plan/sweep.ts";
import type { FieldName } from "../../link/fields.ts";
import type { CompareOptions } from "./flags.ts";
import { alignColumns } from "../shared/columns.ts";
import { requireStandardOutput } from "../shared/standard_output.ts";
import { asJson, asLine, note, print, terminalWidth } from "../shared/terminal.ts";

/** Runs `semcom compare` and returns the exit code. */
export async function runComparison(options: CompareOptions): Promise<number> {
  requireStandardOutput();
  const { a, b, pairs, unpaired } = await compareResults(options.a, options.b, options.metrics);
  for (const name of findDifferingAxes(a, b)) {
    const [valueA, valueB] = [a, b].map((plan) => plan.valuesOf(name)[0] ?? "not given");
    noteDifference(name, `${valueA}`, `${valueB}`);
  }
  for (const [name, valueA, valueB] of findOtherDifferences(a, b)) noteDifference(name, valueA, valueB);
  const rows = pairs.flatMap((pair) => pair.differences.map((difference): Row => ({ pair, difference })));
  if (options.json) rows.forEach((row) => print(asJson(rowJson(row))));
  else print(formatTable(rows, sharedAxes(a, b)));
  const alone = pairs.find(({ messages, messagesIn }) => Math.max(...messagesIn) > messages);
  if (alone !== undefined) {
    note(
      `semcom: warning: only messages that both have are compared, at the first point ${alone.messages} of ${
        alone.messagesIn[0]
      } in a and ${alone.messagesIn[1]} in b\n`,
    );
  }
  noteSpend(pairs);
  if (unpaired > 0) note(`semcom: warning: ${unpaired} points are in one of the two only\n`);
  return EXIT.done;
}

function noteDifference(name: string, a: string, b: string): void {
  note(`${name}: a ${asLine(a, true)}, b ${asLine(b, true)}\n`);
}

/** Says where what is compared does not take equal uses a word, or was not measured but interpolated. */
function noteSpend(pairs: readonly ComparedPair[]): void {
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

/** A line of the table: one metric of a pair. */
interface Row {
  readonly pair: ComparedPair;
  readonly difference: Difference;
}

function formatTable(rows: readonly Row[], shared: readonly FieldName[]): string {
  const axes = AXES.filter(({ json }) => shared.includes(json));
  const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
  const uses = (stand: Stand) => `${isInterpolated(stand) ? "~" : ""}${stand.usesPerWord.toFixed(2)}`;
  const keys = [...axes.map(({ json }) => json), "metric"];
  const cells = [
    [...keys, "messages", "a", "b", "difference", "95 % interval", "p", "uses/word a", "uses/word b"],
    ...rows.map(({ pair, difference: { metric, a, b, difference, p } }) => [
      ...axes.map(({ json }) => `${pair.settings[json] ?? "-"}`),
      metric,
      `${pair.messages}`,
      a.toFixed(4),
      b.toFixed(4),
      signed(difference.mean),
      `${signed(difference.low)} .. ${signed(difference.high)}`,
      p.toFixed(3),
      uses(pair.a),
      uses(pair.b),
    ]),
  ];
  return alignColumns(cells, keys.length, terminalWidth());
}

function rowJson({ pair, difference: { metric, a, b, difference, p } }: Row) {
  const effective = Object.entries(pair.settings).filter(([, value]) => value !== null);
  return {
    schema: 1,
    ...Object.fromEntries(effective),
    messages: pair.messages,
    metric,
    a,
    b,
    difference: difference.mean,
    low: difference.low,
    high: difference.high,
    p,
    uses_per_word_a: pair.a.usesPerWord,
    uses_per_word_b: pair.b.usesPerWord,
    interpolated: isInterpolated(pair.a) || isInterpolated(pair.b),
  };
}
