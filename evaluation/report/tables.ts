import type { Interval } from "../statistics/bootstrap.ts";
import type { Point, Summary } from "../statistics/summary.ts";
import { metricTitle } from "../../fidelity/registry.ts";
import { metricNames } from "./distinct.ts";

/** A table of a report, however it is written. */
export interface Table {
  readonly columns: readonly { readonly title: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What stands in a cell: text, or a metric with its interval. */
export type Cell = string | Interval;

/** Every point with its metrics and what it cost. */
export function pointsTable(summary: Summary): Table {
  const { points } = summary;
  return table(points, [
    text("Codec", ({ codec }) => codec),
    text("Channel", ({ channel }) => channel),
    ...points.some(({ variant }) => variant !== "") ? [text<Point>("Variant", ({ variant }) => variant)] : [],
    number("Es/N0 (dB)", ({ snrDb }) => decibels(snrDb)),
    ...metricNames(summary).map((name) => number<Point>(metricTitle(name), ({ metrics }) => metrics[name] ?? "–")),
    number("Passes", ({ passes }) => passes.toFixed(1)),
    number("Uses per word", ({ usesPerWord }) => usesPerWord.toFixed(2)),
    number("ms per message", ({ ms }) => ms.toFixed(1)),
    number("Messages", ({ messages }) => grouped(messages)),
    text("Stopped by", ({ stop }) => stop),
  ]);
}

/** What each codec costs. */
export function complexityTable({ complexity }: Summary): Table {
  return table(complexity, [
    text("Codec", ({ codec }) => codec),
    text("Kind", ({ kind }) => kind),
    number("Parameters", ({ parameters }) => grouped(parameters.total)),
    number("of them embeddings", ({ parameters }) => grouped(parameters.embedding)),
    number("Size (MB)", ({ bytes }) => (bytes / 1e6).toFixed(1)),
    number("MACs a token to transmit", ({ macs }) => macs === undefined ? "–" : grouped(macs.transmit)),
    number("to receive, once", ({ macs }) => macs === undefined ? "–" : grouped(macs.receive)),
    number("and a pass", ({ macs }) => macs === undefined ? "–" : grouped(macs.pass)),
  ]);
}

/** Every gate and how it was judged. */
export function gatesTable({ gates }: Summary): Table {
  return table(gates, [
    text("Outcome", ({ passed }) => passed ? "✓ passed" : "✗ missed"),
    text("Gate", ({ gate }) => gate),
    text("Judged on", ({ detail }) => detail),
  ]);
}

/** Every entry of the run's header. */
export function headerTable({ header }: Summary): Table {
  return table(Object.entries(header), [text("Setting", ([name]) => name), text("Value", ([, value]) => value)]);
}

/** Writes "−3" with a real minus sign, at most two decimals; "–" where there is no SNR. */
export function decibels(value: number | null): string {
  return value === null ? "–" : `${+value.toFixed(2)}`.replace("-", "−");
}

/** "12,000". */
export function grouped(count: number): string {
  return count.toLocaleString("en-GB");
}

/** A metric's mean and interval as they are shown: three decimals. */
export function shown({ mean, low, high }: Interval): { readonly mean: string; readonly interval: string } {
  return { mean: mean.toFixed(3), interval: `${low.toFixed(3)}–${high.toFixed(3)}` };
}

interface Column<T> {
  readonly title: string;
  readonly numeric: boolean;
  readonly cell: (row: T) => Cell;
}

function text<T>(title: string, cell: (row: T) => string): Column<T> {
  return { title, numeric: false, cell };
}

function number<T>(title: string, cell: (row: T) => Cell): Column<T> {
  return { title, numeric: true, cell };
}

function table<T>(rows: readonly T[], columns: readonly Column<T>[]): Table {
  return { columns, rows: rows.map((row) => columns.map(({ cell }) => cell(row))) };
}
