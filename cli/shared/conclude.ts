import { EXIT } from "../../errors.ts";
import type { Evaluation } from "../../evaluation/run/evaluate.ts";
import type { Summary } from "../../evaluation/statistics/summary.ts";
import { evaluationTable } from "./evaluation_table.ts";
import { annotate } from "./github.ts";
import { asJson, asLine, ClosedPipe, note, print, terminalWidth } from "./terminal.ts";

/** Of all messages, so many may be too short for BLEU-4 before it is said. */
const MAX_SHORT_SHARE = 0.1;

/** Prints what an evaluation came to, everywhere it is to be said, and returns the exit code. */
export async function conclude(
  { summary, uncarried, tooShort }: Evaluation,
  { json, github }: { readonly json: boolean; readonly github: boolean },
): Promise<number> {
  const { points, gates } = summary;
  printUnlessClosed(
    json ? asJson(summaryJson(summary)) : points.length > 0 ? evaluationTable(points, terminalWidth()) : "",
  );
  for (const { gate, passed, detail } of gates) {
    note(`${passed ? "passed" : "missed"}  ${asLine(gate, true)}: ${asLine(detail, true)}\n`);
  }
  if (uncarried > 0) {
    note(
      `semcom: warning: ${uncarried} ${
        uncarried === 1 ? "message" : "messages"
      } did not arrive although no bit was wrong: the codec cannot carry them in so many bits; --codec utf8 carries any text\n`,
    );
  }
  const messages = points.reduce((sum, point) => sum + point.messages, 0);
  if (tooShort > MAX_SHORT_SHARE * messages) {
    note(
      `semcom: warning: ${tooShort} of ${messages} messages have fewer than four words and marks, too few for BLEU-4, which of such lines alone is 0 even where all arrive: look at bleu1, chrf2 or exact\n`,
    );
  }
  if (github) await annotate(summary);
  return gates.some(({ passed }) => !passed) ? EXIT.gateMissed : EXIT.done;
}

/** Prints; where the reader has gone, gates are still to be judged, and what failed still to be said. */
function printUnlessClosed(text: string): void {
  try {
    print(text);
  } catch (error) {
    if (!(error instanceof ClosedPipe)) throw error;
  }
}

/** A summary as `--json` prints it: its keys are spelt as those of results. */
function summaryJson({ header, points, complexity, gates }: Summary) {
  return {
    schema: 1,
    header,
    points: points.map(({ snrDb, usesPerWord, informationPerWord, examples: _, ...point }) => {
      const { codec, channel, ...rest } = point;
      return {
        codec,
        channel,
        ...snrDb !== null && { snr_db: snrDb },
        ...rest,
        uses_per_word: usesPerWord,
        ...informationPerWord !== null && { information_per_word: informationPerWord },
      };
    }),
    complexity,
    gates,
  };
}
