import type { Summary } from "../statistics/summary.ts";
import { distinct } from "./distinct.ts";
import { decibels, groupDigits } from "./tables.ts";

/** The title of a report: "Evaluation of bart-mini and gpt2-mini". */
export function runTitle({ title, points }: Summary): string {
  if (title !== undefined) return title;
  const codecs = distinct(points.map(({ codec }) => codec));
  return codecs.length === 0 ? "Evaluation" : `Evaluation of ${listNames(codecs)}`;
}

/** A sentence on the run: channels, SNRs, how much of it. */
export function runScope({ points, gates }: Summary): string {
  if (points.length === 0) return "Nothing was measured.";
  const channels = distinct(points.map(({ channel }) => channel));
  const snrs = points.map(({ snrDb }) => snrDb).filter((snrDb) => snrDb !== null);
  const messages = points.reduce((sum, point) => sum + point.messages, 0);
  const missed = gates.filter(({ passed }) => !passed).length;
  return [
    `Over ${listNames(channels)}${spanOf(snrs)}: ${plural(messages, "message")} at ${plural(points.length, "point")}.`,
    ...gates.length === 0 ? [] : [
      missed === 0
        ? `${gates.length === 1 ? "The gate" : `All ${gates.length} gates`} passed.`
        : `${missed} of ${plural(gates.length, "gate")} missed.`,
    ],
  ].join(" ");
}

/** Writes " at −3 to 9 dB Es/N0"; nothing where only bits were carried. */
function spanOf(snrs: readonly number[]): string {
  if (snrs.length === 0) return "";
  const [min, max] = [Math.min(...snrs), Math.max(...snrs)];
  return ` at ${min === max ? decibels(min) : `${decibels(min)} to ${decibels(max)}`} dB Es/N0`;
}

/** "a, b and c". */
export function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function plural(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? "" : "s"}`;
}
