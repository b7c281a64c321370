import { splitWords } from "../../text/words.ts";
import { wordDiff } from "../../evaluation/report/word_diff.ts";
import { asLine } from "../shared/terminal.ts";
import { wrap } from "../shared/wrap.ts";

/** What one scheme made of the line. */
export interface Shown {
  readonly title: string;
  /** Undefined while it is on its way. */
  readonly received: { readonly text: string; readonly note: string } | undefined;
}

/** All that the demonstration shows. */
export interface Scene {
  readonly text: string;
  readonly isTyping: boolean;
  readonly snrDb: number;
  readonly channel: string;
  readonly schemes: readonly Shown[];
}

/** SNRs that the arrow keys reach. */
export const [LEAST_SNR, MOST_SNR] = [-10, 30];

/**
 * The lines of the screen: the message, the SNR, and what each scheme received, side by side where there is room. Words that
 * were not sent stand in brackets, so that nothing hangs on colour.
 */
export function drawScene({ text, isTyping, snrDb, channel, schemes }: Scene, columns: number): string[] {
  const bar = columns < 48 ? 10 : 20;
  const filled = Math.round(bar * (snrDb - LEAST_SNR) / (MOST_SNR - LEAST_SNR));
  const width = columns >= WIDE ? Math.floor((columns - 2 * GAP.length) / schemes.length) : columns;
  const panels = schemes.map(({ title, received }) => [
    title,
    "-".repeat(Math.min(width, title.length)),
    ...received === undefined
      ? ["..."]
      : [markWrong(text, received.text), `(${received.note})`].flatMap((line) => wrap(asLine(line, true), "", width)),
    "",
  ]);
  return [
    ...wrap(asLine(text, true) + (isTyping ? "_" : ""), "message  ", columns),
    "",
    `SNR      ${"#".repeat(filled).padEnd(bar, ".")} ${snrDb} dB, ${channel}`.slice(0, columns),
    "",
    ...columns >= WIDE ? beside(panels, width) : panels.flat(),
    ...wrap(
      isTyping ? "Type; Enter, Tab or Esc when done; Ctrl-C quits" : "Arrows: SNR; Tab: type; q: quit",
      "",
      columns,
    ),
  ];
}

/** From so many columns on the three stand side by side. */
const WIDE = 75;
const GAP = "  ";

function beside(panels: readonly (readonly string[])[], width: number): string[] {
  return Array.from(
    { length: Math.max(...panels.map(({ length }) => length)) },
    (_, i) => panels.map((panel) => (panel[i] ?? "").padEnd(width)).join(GAP).trimEnd(),
  );
}

/** The words that were received, those that were not sent in brackets. */
function markWrong(sent: string, received: string): string {
  if (splitWords(received).length === 0) return "[nothing]";
  return wordDiff(sent, received)
    .filter(({ kind }) => kind !== "lost")
    .map(({ kind, words }) => kind === "added" ? `[${words.join(" ")}]` : words.join(" "))
    .join(" ");
}
