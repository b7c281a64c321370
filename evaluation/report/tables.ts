import type { Interval } from "../statistics/bootstrap.ts";
import type { Point, Summary } from "../statistics/summary.ts";
import { metricTitle } from "../../fidelity/registry.ts";
import { isInformed, metricNames } from "./distinct.ts";

/** A table of a report, however it is written. */
export interface Table {
  readonly columns: readonly { readonly title: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Content of a cell: text, or a metric with its interval. */
export type Cell = string | Interval;

/** Every point with its metrics and what it cost. */
export function pointsTable(summary: Summary): Table {
  const { points } = summary;
  return fillTable(points, [
    textColumn("Codec", ({ codec }) => codec),
    textColumn("Channel", ({ channel }) => channel),
    ...points.some(({ variant }) => variant !== "") ? [textColumn<Point>("Variant", ({ variant }) => variant)] : [],
    numberColumn("Es/N0 (dB)", ({ snrDb }) => decibels(snrDb)),
    ...metricNames(summary).map((name) =>
      numberColumn<Point>(metricTitle(name), ({ metrics }) => metrics[name] ?? "–")
    ),
    numberColumn("Passes", ({ passes }) => passes.toFixed(1)),
    numberColumn("Uses per word", ({ usesPerWord }) => usesPerWord.toFixed(2)),
    ...isInformed(summary)
      ? [numberColumn<Point>("Information per word (bits)", ({ informationPerWord: bits }) => bits?.toFixed(2) ?? "–")]
      : [],
    numberColumn("ms per message", ({ ms }) => ms.toFixed(1)),
    numberColumn("Messages", ({ messages }) => groupDigits(messages)),
    ...points.some(({ tooShort }) => tooShort > 0)
      ? [numberColumn<Point>("of them too short for BLEU-4", ({ tooShort }) => groupDigits(tooShort))]
      : [],
    textColumn("Stopped by", ({ stop }) => stop),
  ]);
}

/** Size and arithmetic of each codec. */
export function complexityTable({ complexity }: Summary): Table {
  return fillTable(complexity, [
    textColumn("Codec", ({ codec }) => codec),
    textColumn("Kind", ({ kind }) => kind),
    numberColumn("Parameters", ({ parameters }) => groupDigits(parameters.total)),
    numberColumn("of them embeddings", ({ parameters }) => groupDigits(parameters.embedding)),
    numberColumn("Size (MB)", ({ bytes }) => (bytes / 1e6).toFixed(1)),
    numberColumn("MACs a token to transmit", ({ macs }) => macs === undefined ? "–" : groupDigits(macs.transmit)),
    numberColumn("to receive, once", ({ macs }) => macs === undefined ? "–" : groupDigits(macs.receive)),
    numberColumn("and a pass", ({ macs }) => macs === undefined ? "–" : groupDigits(macs.pass)),
  ]);
}

/** Every gate and how it was judged. */
export function fillGatesTable({ gates }: Summary): Table {
  return fillTable(gates, [
    textColumn("Outcome", ({ passed }) => passed ? "✓ passed" : "✗ missed"),
    textColumn("Gate", ({ gate }) => gate),
    textColumn("Judged on", ({ detail }) => detail),
  ]);
}

/** Every entry of the run's header. */
export function headerTable({ header }: Summary): Table {
  return fillTable(Object.entries(header), [
    textColumn("Setting", ([name]) => name),
    textColumn("Value", ([, value]) => value),
  ]);
}

/** Writes "−3" with a real minus sign, at most two decimals; "–" where there is no SNR. */
export function decibels(value: number | null): string {
  return value === null ? "–" : `${+value.toFixed(2)}`.replace("-", "−");
}

/** "12,000". */
export function groupDigits(count: number): string {
  return count.toLocaleString("en-GB");
}

/** A metric's mean and interval as they are shown: three decimals. */
export function formatInterval({ mean, low, high }: Interval): { readonly mean: string; readonly interval: string } {
  return { mean: mean.toFixed(3), interval: `${low.toFixed(3)}–${high.toFixed(3)}` };
}

/** A column of a table: what it has of each row. */
export interface Column<T> {
  readonly title: string;
  readonly numeric: boolean;
  readonly cell: (row: T) => Cell;
}

export function textColumn<T>(title: string, cell: (row: T) => string): Column<T> {
  return { title, numeric: false, cell };
}

export function numberColumn<T>(title: string, cell: (row: T) => Cell): Column<T> {
  return { title, numeric: true, cell };
}

export function fillTable<T>(rows: readonly T[], columns: readonly Column<T>[]): Table {
  return { columns, rows: rows.map((row) => columns.map(({ cell }) => cell(row))) };
}
