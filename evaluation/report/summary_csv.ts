import type { Summary } from "../statistics/summary.ts";
import { replaceUnprintable } from "./markup.ts";
import { pointColumns, pointRows } from "./point_columns.ts";

/**
 * The points as comma-separated values (RFC 4180, lines end in LF): a row of column names, then a row a point. Numbers are
 * whole as they were computed; what was not measured is empty.
 */
export function summaryCsv(summary: Summary): string {
  const columns = pointColumns(summary);
  const rows = [
    columns.map(([name]) => name),
    ...pointRows(summary).map((row) => columns.map(([, of]) => of(row))),
  ];
  return rows.map((row) => row.map(field).join(",") + "\n").join("");
}

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
