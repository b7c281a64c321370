import type { BerRow } from "../../ber/ber.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import type { Curve, Plot } from "./curves.ts";
import { scrollingTable, writeDocument, writeGallery, writeSettings } from "./html.ts";
import { escapeMarkup } from "./markup.ts";
import { type Drawing, drawPlots, plotFiles } from "./plot.ts";
import { writeFiles } from "./report.ts";
import { field } from "./summary_csv.ts";
import { escapeMarkdown, writeTable } from "./summary_markdown.ts";
import { decibels, groupDigits, type Table } from "./tables.ts";

/** A measured curve, and what is known of as many points between its own. */
export interface BerReport {
  /** "polar k=64 n=128, qpsk". */
  readonly title: string;
  readonly channel: string;
  /** Every setting with its value. */
  readonly settings: Readonly<Record<string, string>>;
  readonly rows: readonly BerRow[];
  /** Es/N0 in dB, and what theory and bounds have there. */
  readonly predictions: readonly Prediction[];
}

export type Prediction =
  & Required<Pick<BerRow, "es_n0_db">>
  & Partial<
    Pick<BerRow, "theory_ber" | "theory_bler" | "bound_bler" | "normal_approximation_bler">
  >;

/** No curve is drawn below this. */
const LEAST = 1e-7;

/**
 * Writes ber.jsonl, summary.csv, summary.md, report.html, and plots/ber and plots/bler as pictures (.svg) and specifications (.vl.json), into a folder, as an evaluation's report.
 * @throws {RunError} if one cannot be written.
 */
export async function writeBerReport(report: BerReport, folder: string): Promise<void> {
  const { title, channel, settings, rows } = report;
  const drawings = await drawPlots(plotsOf(report));
  const table = tableOf(rows);
  await writeFiles(folder, [
    ["ber.jsonl", rows.map((row) => JSON.stringify(row) + "\n").join("")],
    ["summary.csv", csvOf(rows)],
    ["summary.md", `# ${escapeMarkdown(title)}\n\n${escapeMarkdown(channel)}\n\n${writeTable(table)}\n`],
    ...plotFiles(drawings),
    ["report.html", pageOf({ title, channel, settings, table, drawings })],
  ]);
}

function pageOf(
  { title, channel, settings, table, drawings }: Pick<BerReport, "title" | "channel" | "settings"> & {
    readonly table: Table;
    readonly drawings: readonly Drawing[];
  },
): string {
  return writeDocument({
    title: escapeMarkup(title),
    lead: escapeMarkup(channel),
    generator: "semcom ber",
    sections: [
      {
        id: "curves",
        title: "Error rates against SNR",
        note:
          "Bars are 95 % intervals. Es/N0 is per channel use: one complex symbol. The bound is the least that any code and modulation of as many uses can have, by the normal approximation.",
        content: writeGallery(drawings, 1),
      },
      { id: "figures", title: "All figures", content: scrollingTable("All figures", table) },
      { id: "run", title: "The run", content: writeSettings(settings) },
    ],
  });
}

function plotsOf({ title, channel, rows, predictions }: BerReport): Plot[] {
  const measured = (of: (row: BerRow) => Interval | undefined) =>
    rows.flatMap((row) => {
      const estimate = of(row);
      if (estimate === undefined || row.es_n0_db === undefined || !(estimate.mean > 0)) return [];
      const { mean, low, high } = estimate;
      return [{ snrDb: row.es_n0_db, mean, low: Math.max(LEAST, low), high }];
    });
  const predicted = (of: (one: Prediction) => number | undefined) =>
    predictions.flatMap((one) => {
      const mean = of(one);
      return mean === undefined || mean < LEAST ? [] : [{ snrDb: one.es_n0_db, mean, low: mean, high: mean }];
    });
  const plot = (name: string, what: string, curves: readonly [label: string, points: Curve["points"]][]): Plot => {
    const shown = curves.filter(([, points]) => points.length > 0);
    const least = Math.min(...shown.flatMap(([, points]) => points.map(({ mean }) => mean)), 0.1);
    return {
      name,
      title: what,
      channel: `${title}, ${channel}`,
      about: "fidelity",
      range: [10 ** Math.floor(Math.log10(least)), 1],
      isLogarithmic: true,
      curves: shown.map(([label, points], i) => ({ label, points, style: { colour: i, dash: i, marker: i } })),
    };
  };
  return [
    plot("bler", "Block error rate", [
      ["measured", measured(({ bler: mean, bler_low: low, bler_high: high }) => ({ mean, low, high }))],
      ["theory", predicted(({ theory_bler }) => theory_bler)],
      ["bound", predicted(({ bound_bler }) => bound_bler)],
      ["best binary code", predicted(({ normal_approximation_bler }) => normal_approximation_bler)],
    ]),
    plot("ber", "Bit error rate", [
      ["measured", measured(({ ber }) => ({ mean: ber, low: ber, high: ber }))],
      ["theory", predicted(({ theory_ber }) => theory_ber)],
    ]),
  ].filter(({ curves }) => curves.length > 0);
}

function tableOf(rows: readonly BerRow[]): Table {
  const rate = (value: number | undefined) => value === undefined ? "–" : value.toPrecision(3);
  const columns: readonly [title: string, cell: (row: BerRow) => string][] = [
    ["Es/N0 (dB)", ({ es_n0_db }) => decibels(es_n0_db ?? null)],
    ["Eb/N0 (dB)", ({ eb_n0_db }) => decibels(eb_n0_db ?? null)],
    ["Blocks", ({ blocks }) => groupDigits(blocks)],
    ["BER", ({ ber }) => rate(ber)],
    ["theory", ({ theory_ber }) => rate(theory_ber)],
    ["BLER", ({ bler }) => rate(bler)],
    ["95 %", ({ bler_low, bler_high }) => `${rate(bler_low)}–${rate(bler_high)}`],
    ["theory", ({ theory_bler }) => rate(theory_bler)],
    ["bound", ({ bound_bler }) => rate(bound_bler)],
    ["best binary code", ({ normal_approximation_bler }) => rate(normal_approximation_bler)],
    ["gap (dB)", ({ normal_approximation_gap_db: gap }) => gap?.toFixed(2) ?? "–"],
    ["Stopped by", ({ stopped }) => stopped],
  ];
  return {
    columns: columns.map(([title], i) => ({ title, numeric: i < columns.length - 1 })),
    rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
  };
}

function csvOf(rows: readonly BerRow[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))] as (keyof BerRow)[];
  return [names, ...rows.map((row) => names.map((name) => row[name]))]
    .map((cells) => cells.map(field).join(",") + "\n").join("");
}
