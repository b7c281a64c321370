import type { Summary } from "../statistics/summary.ts";
import { findingsOf } from "./findings.ts";
import { runScope, runTitle } from "./headline.ts";
import { replaceUnprintable } from "./markup.ts";
import { PEERS_TITLE, peersTable } from "./peers.ts";
import {
  type Cell,
  complexityTable,
  fillGatesTable,
  formatInterval,
  headerTable,
  pointsTable,
  type Table,
} from "./tables.ts";

/** The summary for people and for a CI job's page (GitHub's Markdown): gates, every point, complexity, the run's header. */
export function summaryMarkdown(summary: Summary): string {
  return [
    `# ${escapeMarkdown(runTitle(summary))}`,
    escapeMarkdown(runScope(summary)),
    ...writeSection("Gates", fillGatesTable(summary)),
    ...writeFindings(findingsOf(summary)),
    ...writeSection("Figures, with 95 % intervals", pointsTable(summary)),
    ...writeSection(PEERS_TITLE, peersTable(summary)),
    ...writeSection("Complexity", complexityTable(summary)),
    ...writeSection("The run", headerTable(summary)),
  ].join("\n\n") + "\n";
}

function writeFindings(findings: readonly string[]): string[] {
  if (findings.length === 0) return [];
  return ["## In words", findings.map((one) => `- ${escapeMarkdown(one)}`).join("\n")];
}

function writeSection(title: string, table: Table): string[] {
  return table.rows.length === 0 ? [] : [`## ${title}`, writeTable(table)];
}

/** A table as GitHub's Markdown has it. */
export function writeTable({ columns, rows }: Table): string {
  const lines = [
    columns.map(({ title }) => title),
    columns.map(({ numeric }) => numeric ? "--:" : "---"),
    ...rows.map((row) => row.map(cellText)),
  ];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function cellText(cell: Cell): string {
  if (typeof cell === "string") return escapeMarkdown(cell);
  const { mean, interval } = formatInterval(cell);
  return `${mean} (${interval})`;
}

/** Text that Markdown takes for nothing but text, on one line. */
export function escapeMarkdown(text: string): string {
  return replaceUnprintable(text).replace(/[\\`*_[\]<>&|~#]/g, "\\$&").replace(/\s+/g, " ");
}
