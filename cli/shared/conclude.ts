import { EXIT } from "../../errors.ts";
import type { Plan } from "../../evaluation/plan/plan.ts";
import { describeRun } from "../../evaluation/report/describe.ts";
import type { Complexity, GateOutcome, Point, Summary } from "../../evaluation/report/summary.ts";
import { evaluationTable } from "../eval/table.ts";
import { annotate } from "./github.ts";
import { asJson, asLine, note, print, terminalWidth } from "./terminal.ts";

/** What an evaluation came to. */
export interface Conclusion {
  readonly plan: Plan;
  readonly points: readonly Point[];
  readonly complexity: readonly Complexity[];
  readonly gates: readonly GateOutcome[];
  /** Where reports go, if anywhere. */
  readonly folder: string | undefined;
  readonly json: boolean;
  readonly github: boolean;
}

/** Says what an evaluation came to, everywhere it is to be said, and returns the exit code. */
export async function conclude(conclusion: Conclusion): Promise<number> {
  const { plan, points, complexity, gates, folder, json, github } = conclusion;
  const summary: Summary = { header: describeRun(plan.header), points, complexity, gates };
  print(json ? asJson(summaryJson(summary)) : points.length > 0 ? evaluationTable(points, terminalWidth()) : "");
  for (const { gate, passed, detail } of gates) {
    note(`${passed ? "passed" : "missed"}  ${asLine(gate, true)}: ${asLine(detail, true)}\n`);
  }
  if (github) await annotate(summary);
  if (folder !== undefined) {
    const { writeReports } = await import("../../evaluation/report/report.ts"); // its plotting library takes long to load
    await writeReports(summary, folder);
  }
  return gates.some(({ passed }) => !passed) ? EXIT.gateMissed : EXIT.done;
}

/** A summary as `--json` prints it: its keys are spelt as those of results. */
function summaryJson({ header, points, complexity, gates }: Summary) {
  return {
    schema: 1,
    header,
    points: points.map(({ snrDb, usesPerWord, examples: _, ...point }) => {
      const { codec, channel, ...rest } = point;
      return { codec, channel, snr_db: snrDb, ...rest, uses_per_word: usesPerWord };
    }),
    complexity,
    gates,
  };
}
