import { markDifferences } from "../../evaluation/report/differences.ts";
import { htmlTable, writeDocument } from "../../evaluation/report/html.ts";
import { escapeMarkup } from "../../evaluation/report/markup.ts";
import type { Anatomy, Piece } from "./anatomy.ts";

/**
 * Messages taken apart, as one page that needs nothing else: it loads nothing and runs nothing.
 * @param heading The link in words, of a line or two.
 */
export function writeExplanation(heading: string, messages: readonly Anatomy[]): string {
  return writeDocument({
    title: messages.length === 1 ? "One message over the air" : `${messages.length} messages over the air`,
    lead: escapeMarkup(heading).replaceAll("\n", "<br>"),
    generator: "semcom send",
    sections: messages.map((message) => ({
      id: `message-${message.index}`,
      title: `Message ${message.index}: ${message.verdict}`,
      note: `${message.cost}.`,
      content: writeMessage(message),
    })),
  });
}

function writeMessage({ sent, received, runnerUp, pieces, noun, unit }: Anatomy): string {
  const most = Math.max(1, ...pieces.map(({ units }) => units ?? 0));
  const has = (figure: "surprisal" | "units" | "energy") => pieces.some((piece) => piece[figure] !== null);
  const columns: Column[] = [
    { title: noun, numeric: false, cell: ({ sent }) => code(sent ?? "") },
    ...has("surprisal") ? [figure("surprisal, bits", ({ surprisal }) => surprisal?.toFixed(1))] : [],
    ...has("units")
      ? [
        figure(unit === "uses" ? "channel uses" : "bits on the link", ({ units }) => units?.toFixed(0)),
        { title: "", numeric: false, cell: ({ units }: Piece) => units === null ? "" : bar(units / most) },
      ]
      : [],
    ...has("energy") ? [figure("energy a use", ({ energy }) => energy?.toFixed(2))] : [],
    {
      title: "received",
      numeric: false,
      cell: ({ received, isRight }) =>
        isRight ? code(received ?? "") : received === null ? "<del>nothing</del>" : `<ins>${code(received)}</ins>`,
    },
  ];
  return `<article class="message">
<blockquote dir="auto">${escapeMarkup(sent)}</blockquote>
<dl class="run" style="margin-bottom: 1rem">
<dt>received</dt><dd dir="auto">${markDifferences(sent, received)}</dd>
${
    runnerUp === null
      ? ""
      : `<dt>the search's runner-up</dt><dd dir="auto">${markDifferences(sent, runnerUp)}</dd>\n`
  }</dl>
${htmlTable(`${noun}s`, columns, pieces.map((piece) => columns.map(({ cell }) => cell(piece))))}</article>
`;
}

/** A column of the table; its strings are HTML. */
interface Column {
  readonly title: string;
  readonly numeric: boolean;
  cell(piece: Piece): string;
}

function figure(title: string, value: (piece: Piece) => string | undefined): Column {
  return { title, numeric: true, cell: (piece) => value(piece) ?? "" };
}

/** Blanks of a token are shown as what they are. */
function code(token: string): string {
  return token === "" ? "" : `<code>${escapeMarkup(token).replaceAll(" ", "·")}</code>`;
}

/** A share of a bar's whole length; the number beside it says the same. */
function bar(share: number): string {
  return `<svg width="160" height="12" aria-hidden="true"><rect width="${
    (160 * share).toFixed(1)
  }" height="12" fill="currentColor" opacity=".55"/></svg>`;
}
