import type { Point, Summary } from "../statistics/summary.ts";
import { isInformed, metricNames } from "./distinct.ts";
import { replaceUnprintable } from "./markup.ts";

/**
 * The points as comma-separated values (RFC 4180, lines end in LF): a row of column names, then a row a point. Numbers are
 * whole as they were computed; a metric has three columns, `bleu4`, `bleu4_low` and `bleu4_high`, empty where it was not
 * measured. What no point has is no column.
 */
export function summaryCsv(summary: Summary): string {
  const columns = [
    ...POINT_COLUMNS,
    ...summary.points.some(({ tooShort }) => tooShort > 0) ? [SHORT_COLUMN] : [],
    ...metricNames(summary).flatMap((name): Column[] => [
      [name, ({ metrics }) => metrics[name]?.mean],
      [`${name}_low`, ({ metrics }) => metrics[name]?.low],
      [`${name}_high`, ({ metrics }) => metrics[name]?.high],
    ]),
    ...COST_COLUMNS,
    ...isInformed(summary) ? [INFORMATION_COLUMN] : [],
    ...TIME_COLUMNS,
  ];
  const rows = [
    columns.map(([title]) => title),
    ...summary.points.map((point) => columns.map(([, cell]) => cell(point))),
  ];
  return rows.map((row) => row.map(field).join(",") + "\n").join("");
}

type Column = readonly [title: string, cell: (point: Point) => string | number | undefined];

const POINT_COLUMNS: readonly Column[] = [
  ["codec", ({ codec }) => codec],
  ["channel", ({ channel }) => channel],
  ["variant", ({ variant }) => variant],
  ["snr_db", ({ snrDb }) => snrDb ?? undefined],
  ["messages", ({ messages }) => messages],
  ["stop", ({ stop }) => stop],
];

/** Messages of which BLEU-4 is undefined. */
const SHORT_COLUMN: Column = ["too_short", ({ tooShort }) => tooShort];

const COST_COLUMNS: readonly Column[] = [
  ["passes", ({ passes }) => passes],
  ["uses_per_word", ({ usesPerWord }) => usesPerWord],
  ["uses_per_character", ({ usesPerCharacter }) => usesPerCharacter],
];

const INFORMATION_COLUMN: Column = [
  "information_per_word",
  ({ informationPerWord }) => informationPerWord ?? undefined,
];

const TIME_COLUMNS: readonly Column[] = [["ms", ({ ms }) => ms]];

/** A field of a row, quoted where it must be. */
export function field(value: string | number | undefined): string {
  const text = typeof value === "string" ? asPlainCell(value) : `${value ?? ""}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that a spreadsheet takes for text: control characters are made visible, and an apostrophe stands before what it
 * would take for the beginning of a formula.
 */
function asPlainCell(text: string): string {
  const visible = replaceUnprintable(text);
  return /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/.test(visible) ? `'${visible}` : visible;
}
