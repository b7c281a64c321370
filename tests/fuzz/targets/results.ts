import fc from "fast-check";
import { Plan } from "../../../evaluation/plan/plan.ts";
import { ResultsReader } from "../../../evaluation/results/results_reader.ts";
import { addUnit } from "../../../evaluation/run/add_unit.ts";
import { Tally } from "../../../evaluation/run/tally.ts";
import { PointFile } from "../../../evaluation/statistics/point_file.ts";
import { informedLines, simulatedHeader, simulatedResults } from "../../evaluation/simulated.ts";
import { brokenBytes, brokenJson } from "../mutations.ts";
import { bytesOf, type Target, textOf } from "../target.ts";

const MESSAGES = 3;

const header = simulatedHeader(MESSAGES, {});
/** Results of two points, of which the second is of a codec that knows more than the first. */
export const GOOD_RESULTS = simulatedResults(header).text.split("\n")
  .toSpliced(1 + MESSAGES, MESSAGES, ...informedLines(new Plan(header).unit(1, 0))).join("\n");
const lines = GOOD_RESULTS.split("\n");

/** Reads results in both ways, in order as a run does that goes on, and point by point; returns the messages of the latter. */
function readResults(path: string): number {
  using reader = ResultsReader.open(path);
  const tally = new Tally(new Plan(reader.header));
  for (let unit = tally.next(); unit !== undefined; unit = tally.next()) {
    if (addUnit(reader, tally, unit) === undefined) break;
  }
  tally.end();
  const file = new PointFile(path);
  return file.points.map((point) => file.rows(point)).reduce((sum, { messages }) => sum + messages, 0);
}

/** results.jsonl. */
export const results: Target = {
  name: "results",
  inputs: fc.oneof(
    fc.nat(2 * MESSAGES).chain((at) =>
      brokenJson(JSON.parse(lines[at]!)).map((line) => bytesOf(lines.with(at, textOf(line)).join("\n")))
    ),
    fc.shuffledSubarray(lines, { minLength: 1 }).map((some) => bytesOf(some.join("\n"))),
    brokenBytes(bytesOf(GOOD_RESULTS)),
  ),
  read: (input) => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeFileSync(path, input);
      return readResults(path);
    } finally {
      Deno.removeSync(path);
    }
  },
};
