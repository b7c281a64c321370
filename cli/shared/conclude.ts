import { EXIT } from "../../errors.ts";
import type { Evaluation } from "../../evaluation/run/evaluate.ts";
import type { Point, Summary } from "../../evaluation/statistics/summary.ts";
import { evaluationTable } from "./evaluation_table.ts";
import { annotate } from "./github.ts";
import { asJson, asLine, ClosedPipe, note, print, terminalWidth } from "./terminal.ts";

/** Of all messages, so many may be too short for BLEU-4 before it is said. */
const MAX_SHORT_SHARE = 0.1;

/** Prints what an evaluation came to, everywhere it is to be said, and returns the exit code. */
export async function conclude(
  { summary, uncarried, lengthened, headless, plan }: Evaluation,
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
  if (lengthened > 0) {
    note(
      `semcom: warning: ${lengthened} ${
        lengthened === 1 ? "message" : "messages"
      } took more uses than the settings ask for, because the channel code has no shorter block: the figures count them\n`,
    );
  }
  if (headless > 0) {
    note(
      `semcom: warning: ${headless} ${
        headless === 1 ? "message was" : "messages were"
      } lost with the header: --header free tells the receiver what it says\n`,
    );
  }
  const [messages, tooShort] = [sumOf(points, "messages"), sumOf(points, "tooShort")];
  if (tooShort > MAX_SHORT_SHARE * messages && !plan.header.settings.effective_order) {
    note(
      `semcom: warning: ${tooShort} of ${messages} messages have fewer than four tokens (words and marks), and BLEU-4 is undefined of them: look at bleu1, chrf2 or exact, or give --effective-order\n`,
    );
  }
  if (github) await annotate(summary);
  return gates.some(({ passed }) => !passed) ? EXIT.gateMissed : EXIT.done;
}

function sumOf(points: readonly Point[], count: "messages" | "tooShort"): number {
  return points.reduce((sum, point) => sum + point[count], 0);
}

/** Prints; where the reader has gone, gates are still to be judged, and what failed still to be said. */
export function printUnlessClosed(text: string): void {
  try {
    print(text);
  } catch (error) {
    if (!(error instanceof ClosedPipe)) throw error;
  }
}

/** A summary as `--json` prints it: its keys are spelt as those of results. */
function summaryJson({ header, points, peers = [], complexity, gates }: Summary) {
  return {
    schema: 1,
    header,
    points: points.map(
      ({ snrDb, tooShort, usesPerWord, usesPerCharacter, informationPerWord, examples: _, ...point }) => {
        const { codec, channel, ...rest } = point;
        return {
          codec,
          channel,
          ...snrDb !== null && { snr_db: snrDb },
          ...rest,
          too_short: tooShort,
          uses_per_word: usesPerWord,
          uses_per_character: usesPerCharacter,
          ...informationPerWord !== null && { information_per_word: informationPerWord },
        };
      },
    ),
    ...peers.length > 0 && {
      peers: peers.map(({ usesPerWord, points, ...peer }) => ({
        ...peer,
        uses_per_word: usesPerWord,
        points: points.map(({ channel, snrDb, metrics }) => ({ channel, snr_db: snrDb, ...metrics })),
      })),
    },
    complexity,
    gates,
  };
}
