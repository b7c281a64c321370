import { asLine } from "../shared/terminal.ts";
import { wrap } from "../shared/wrap.ts";
import type { Anatomy, Piece } from "./anatomy.ts";

/** How a message is drawn. */
export interface Drawing {
  /** Characters of a line. */
  readonly width: number;
  readonly colour: boolean;
}

/** A message drawn for a terminal or a pipe. What is wrong has a mark, so that nothing hangs on colour. */
export function drawAnatomy(anatomy: Anatomy, { width, colour }: Drawing): string {
  const paint = (code: number, text: string) => colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  const { index, sent, received, runnerUp, verdict, cost, pieces, noun, unit } = anatomy;
  const text = (label: string, value: string) => wrap(asLine(value, true), label.padEnd(LABEL), width);
  const most = Math.max(1, ...pieces.map(({ units }) => units ?? 0));
  const isInformed = pieces.some(({ surprisal }) => surprisal !== null);
  const hasPlaces = pieces.some(({ units }) => units !== null);
  const hasEnergy = pieces.some(({ energy }) => energy !== null);
  const figures = (isInformed ? FIGURE : 0) + (hasPlaces ? FIGURE : 0) + (hasEnergy ? FIGURE : 0);
  const longest = Math.max(
    "received".length,
    ...pieces.flatMap(({ sent, received }) => [sent, received]).map(lengthOf),
  );
  const word = Math.min(18, longest, Math.max(MIN_WORD, Math.floor((width - figures - 4) / 2)));
  // The bar takes what the words leave of a line, in whole characters.
  const bar = hasPlaces ? Math.max(0, Math.min(20, width - 2 * word - figures - 6)) : 0;
  const line = (mark: string, a: string, cells: readonly string[], drawn: string, b: string) =>
    `${mark} ${fit(a, word)}${cells.join("")}${bar > 0 ? `  ${drawn.padEnd(bar)}` : ""}  ${fit(b, word)}`.trimEnd();
  const cells = (bits: string, units: string, energy: string) => [
    ...isInformed ? [bits.padStart(FIGURE)] : [],
    ...hasPlaces ? [units.padStart(FIGURE)] : [],
    ...hasEnergy ? [energy.padStart(FIGURE)] : [],
  ];
  const row = (piece: Piece) => {
    const { sent, received, isRight, surprisal, units, energy } = piece;
    const drawn = "█".repeat(Math.round(bar * (units ?? 0) / most));
    const figures = cells(shown(surprisal, 1), shown(units, 0), shown(energy, 2));
    const whole = line(isRight ? " " : "!", sent ?? "", figures, drawn, received ?? "(nothing)");
    return isRight ? whole : paint(31, whole);
  };
  return [
    paint(1, `message ${index}: ${verdict}`),
    ...wrap(cost, "", width),
    ...text("sent", sent),
    ...text("received", received === "" ? "(nothing)" : received),
    ...runnerUp === null ? [] : text("runner-up", runnerUp),
    "",
    paint(2, line(" ", noun, cells("bits", unit, "energy"), unit, "received")),
    ...pieces.map(row),
    "",
  ].join("\n") + "\n";
}

const LABEL = 11;

/** Characters of a token that are always shown. */
const MIN_WORD = 7;

/** Characters of a column of figures. */
const FIGURE = 7;

function shown(value: number | null, digits: number): string {
  return value === null ? "" : value.toFixed(digits);
}

/** A token as it is shown: its blanks as what they are, and nothing that moves the cursor. */
function visible(token: string): string {
  return asLine(token, true).replaceAll(" ", "·").replaceAll("\t", "→");
}

function lengthOf(token: string | null): number {
  return visible(token ?? "(nothing)").length;
}

function fit(token: string, width: number): string {
  const characters = [...token.startsWith("(") ? token : visible(token)];
  return (characters.length > width ? [...characters.slice(0, width - 1), "…"].join("") : characters.join("")).padEnd(
    width,
  );
}
