import type { BerRow } from "../../ber/ber.ts";

/** Titles are single words, so that the table is one for awk, too. Together the columns are 136 characters wide. */
const COLUMNS: readonly { readonly title: string; readonly width: number; cell(row: BerRow): string }[] = [
  { title: "Es/N0", width: 6, cell: (row) => decibels(row.es_n0_db) },
  { title: "Eb/N0", width: 7, cell: (row) => decibels(row.eb_n0_db) },
  { title: "bits", width: 11, cell: (row) => `${row.bits}` },
  { title: "biterr", width: 8, cell: (row) => `${row.bit_errors}` },
  { title: "blkerr", width: 8, cell: (row) => `${row.block_errors}` },
  { title: "known", width: 8, cell: (row) => `${row.detected_errors}` },
  { title: "BER", width: 8, cell: (row) => rate(row.ber) },
  { title: "BERth", width: 9, cell: (row) => rate(row.theory_ber) },
  { title: "BLER", width: 8, cell: (row) => rate(row.bler) },
  { title: "low", width: 8, cell: (row) => rate(row.bler_low) },
  { title: "high", width: 8, cell: (row) => rate(row.bler_high) },
  { title: "BLERth", width: 9, cell: (row) => rate(row.theory_bler) },
  { title: "bound", width: 9, cell: (row) => rate(row.bound_bler) },
  { title: "normal", width: 9, cell: (row) => rate(row.normal_approximation_bler) },
  { title: "gap", width: 6, cell: (row) => decibels(row.normal_approximation_gap_db) },
  { title: "Mb/s", width: 7, cell: ({ mbits_per_s: speed }) => speed < 1 ? speed.toFixed(3) : speed.toPrecision(3) },
  { title: "stop", width: 7, cell: ({ stopped }) => stopped === "interrupted" ? "signal" : stopped },
];

/** Columns of hybrid ARQ, behind the others. */
const OF_ROUNDS: typeof COLUMNS = [
  { title: "rounds", width: 8, cell: (row) => row.mean_rounds?.toFixed(2) ?? "-" },
  { title: "thrput", width: 8, cell: (row) => row.throughput?.toFixed(4) ?? "-" },
];

/** The column titles of {@linkcode berRow}. */
export function berHeader(hasRounds: boolean): string {
  return line(hasRounds, (column) => column.title);
}

/** One point of a curve as a line of the table. */
export function berRow(row: BerRow): string {
  return line(row.mean_rounds !== undefined, (column) => column.cell(row));
}

function line(hasRounds: boolean, cell: (column: typeof COLUMNS[number]) => string): string {
  return [...COLUMNS, ...hasRounds ? OF_ROUNDS : []].map((column) => cell(column).padStart(column.width)).join("") +
    "\n";
}

function decibels(value: number | undefined): string {
  return value?.toFixed(2) ?? "-";
}

/** A rate with three significant digits in at most seven characters; "-" where there is none. */
function rate(value: number | undefined): string {
  if (value === undefined) return "-";
  if (value >= 0.01) return value.toPrecision(3);
  return value < 1e-99 ? "0" : value.toExponential(2);
}
