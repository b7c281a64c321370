import type { GateOutcome, Summary } from "../statistics/summary.ts";
import { curveLabel } from "./curves.ts";
import { describePeer } from "./peer_findings.ts";
import { markDifferences, showEntities } from "./differences.ts";
import { type Arrival, chooseMessages, type ShownMessage } from "./examples.ts";
import { findingsOf } from "./findings.ts";
import { runScope, runTitle } from "./headline.ts";
import { escapeMarkup } from "./markup.ts";
import { distinct } from "./distinct.ts";
import { PEERS_TITLE, peersTable } from "./peers.ts";
import type { Drawing } from "./plot.ts";
import { SORTING, SORTING_POLICY } from "./sorting.ts";
import { writeStyleSheet } from "./style.ts";
import { type Cell, complexityTable, decibels, formatInterval, pointsTable, type Table } from "./tables.ts";

/**
 * The report as one page that needs nothing else: its policy lets it load nothing and run nothing but the sorting of its tables.
 *
 * @param drawings The summary's plots, drawn by {@linkcode drawPlots}.
 */
export function writePage(summary: Summary, drawings: readonly Drawing[]): string {
  const title = escapeMarkup(runTitle(summary));
  const peers = summary.peers ?? [];
  const channels = distinct(summary.points.map(({ channel }) => channel)).length;
  const figures = (about: "fidelity" | "cost") =>
    writeGallery(drawings.filter(({ plot }) => plot.about === about), channels);
  const sections: readonly Section[] = [
    { id: "gates", title: "Gates", content: writeGates(summary.gates) },
    { id: "findings", title: "In words", content: writeFindings(findingsOf(summary)) },
    {
      id: "curves",
      title: "Fidelity against SNR",
      note: `Bands and bars are 95 % intervals. Es/N0 is per channel use: one complex symbol.${
        peers.length === 0
          ? ""
          : ` Dotted, without intervals: <a href="#peers">measured elsewhere, not in this run</a>.`
      }`,
      content: figures("fidelity"),
    },
    {
      id: "figures",
      title: "All figures",
      note: "Small, below: 95 % intervals.",
      content: scrollingTable("All figures", pointsTable(summary)),
    },
    {
      id: "peers",
      title: PEERS_TITLE,
      note: peers.map((peer) => escapeMarkup(describePeer(peer))).join("<br>"),
      content: scrollingTable(PEERS_TITLE, peersTable(summary)),
    },
    {
      id: "complexity",
      title: "Complexity",
      content: scrollingTable("Complexity", complexityTable(summary)) + figures("cost"),
    },
    {
      id: "examples",
      title: "Examples",
      note:
        "<del>Struck</del> words were sent and did not arrive; <ins>underlined</ins> words arrived and were not sent. Numbers, names and negations, of which much hangs on one word, are <b>bold</b>, and <mark>marked</mark> where they were lost or changed.",
      content: chooseMessages(summary).map(writeMessage).join(""),
    },
    { id: "run", title: "The run", content: header(summary) },
  ];
  return writeDocument({ title, lead: escapeMarkup(runScope(summary)), generator: "semcom eval", sections });
}

/** A page of sections; its strings are HTML. The script for sortable tables is there where a table is one. */
export function writeDocument(
  { title, lead, generator, sections }: {
    readonly title: string;
    readonly lead: string;
    readonly generator: string;
    readonly sections: readonly Section[];
  },
): string {
  const present = sections.filter(({ content }) => content !== "");
  const isSortable = present.some(({ content }) => content.includes(SORTABLE));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:${
    isSortable ? `; ${SORTING_POLICY}` : ""
  }">
<meta name="generator" content="${generator}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${writeStyleSheet()}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="lead">${lead}</p>
<nav aria-label="Sections"><ul>
${present.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join("\n")}
</ul></nav>
</header>
<main>
${present.map(writeSection).join("")}</main>
${isSortable ? `${SORTING}\n` : ""}</body>
</html>
`;
}

/** A part of the page; its strings are HTML. One without content is left out. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly content: string;
}

function writeSection({ id, title, note, content }: Section): string {
  const said = note === undefined ? "" : `<p class="note">${note}</p>\n`;
  return `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${said}${content}</section>\n`;
}

function writeGates(gates: readonly GateOutcome[]): string {
  if (gates.length === 0) return "";
  const items = gates.map(({ gate, passed, detail }) =>
    `<li class="${passed ? "passed" : "missed"}"><strong>${passed ? "✓ passed" : "✗ missed"}</strong> ` +
    `<code>${escapeMarkup(gate)}</code><p>${escapeMarkup(detail)}</p></li>\n`
  );
  return `<ul class="gates">\n${items.join("")}</ul>\n`;
}

function writeFindings(findings: readonly string[]): string {
  if (findings.length === 0) return "";
  return `<ul class="findings">\n${findings.map((one) => `<li>${escapeMarkup(one)}</li>\n`).join("")}</ul>\n`;
}

/** With two or three channels, a figure's plots stand side by side in one row. */
export function writeGallery(drawings: readonly Drawing[], channels: number): string {
  if (drawings.length === 0) return "";
  const layout = channels === 2 || channels === 3
    ? `class="plots aligned" style="--channels: ${channels}"`
    : `class="plots"`;
  const figures = drawings.map(({ plot, svg }) => {
    const label = escapeMarkup(`${plot.title} against Es/N0 over ${plot.channel}`);
    // Vega gives roles to the parts of a picture, which have no names.
    const hidden = svg.replace("<svg ", '<svg aria-hidden="true" ');
    return `<figure role="img" aria-label="${label}">${hidden}</figure>\n`;
  });
  return `<div ${layout}>\n${figures.join("")}</div>\n`;
}

/** No text has it: in one, quotation marks are escaped. */
const SORTABLE = `<table class="sortable"`;

/** A table in a box of its own to scroll in, which the keyboard can reach; where it has several rows, they can be sorted. */
export function scrollingTable(label: string, { columns, rows }: Table): string {
  if (rows.length === 0) return "";
  return htmlTable(label, columns, rows.map((row) => row.map(cellContent)), rows.length > 1 ? SORTABLE : "<table");
}

/**
 * A table in a box of its own to scroll in.
 * @param rows Cells of HTML. A column without a title has no head.
 * @param start The table's tag, without its end.
 */
export function htmlTable(
  label: string,
  columns: Table["columns"],
  rows: readonly (readonly string[])[],
  start = "<table",
): string {
  const of = (index: number) => columns[index]!.numeric ? ` class="number"` : "";
  const head = columns.map(({ title }, i) =>
    title === "" ? "<td></td>" : `<th scope="col"${of(i)}>${escapeMarkup(title)}</th>`
  ).join("");
  const body = rows.map((row) => `<tr>${row.map((cell, i) => `<td${of(i)}>${cell}</td>`).join("")}</tr>\n`);
  return `<div class="scroll" role="group" aria-label="${label}" tabindex="0">${start} style="--columns: ${columns.length}">
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("")}</tbody>
</table></div>
`;
}

function cellContent(cell: Cell): string {
  if (typeof cell === "string") return escapeMarkup(cell);
  const { mean, interval } = formatInterval(cell);
  return `${mean}<small>${interval}</small>`;
}

function writeMessage({ index, text, levels }: ShownMessage): string {
  const parts = levels.map(({ snrDb, arrivals }) =>
    `<div class="level"><h4>${decibels(snrDb)} dB</h4>\n` +
    `<dl>\n${arrivals.map((arrival) => writeArrival(text, arrival)).join("")}</dl></div>\n`
  );
  return `<article class="message">
<h3>Message ${index}</h3>
<blockquote dir="auto">${showEntities(text)}</blockquote>
${parts.join("")}</article>
`;
}

function writeArrival(text: string, { point, reconstruction }: Arrival): string {
  const by = escapeMarkup(`${curveLabel(point)}, ${point.channel}`);
  return `<dt>${by}</dt><dd dir="auto">${markDifferences(text, reconstruction)}</dd>\n`;
}

function header({ header }: Summary): string {
  return writeSettings(header);
}

/** Settings and their values. */
export function writeSettings(settings: Readonly<Record<string, string>>): string {
  const entries = Object.entries(settings);
  if (entries.length === 0) return "";
  const rows = entries.map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>\n`);
  return `<dl class="run">\n${rows.join("")}</dl>\n`;
}
