import assert from "node:assert/strict";
import fc from "fast-check";
import { SemcomError } from "../../../errors.ts";
import { Plan } from "../../../evaluation/plan/plan.ts";
import { ResultsReader } from "../../../evaluation/results/results_reader.ts";
import { addUnit } from "../../../evaluation/run/add_unit.ts";
import { PointFile } from "../../../evaluation/statistics/point_file.ts";
import { Tally } from "../../../evaluation/run/tally.ts";
import { damaged } from "../../damaged.ts";
import { TemporaryFolder } from "../folder.ts";
import { informedLines, simulatedHeader, simulatedResults } from "../simulated.ts";

const MESSAGES = 3;

/** Reads a file of results in both ways: in order, as a run does that goes on, and point by point. */
function read(path: string): number {
  using reader = ResultsReader.open(path);
  const tally = new Tally(new Plan(reader.header));
  for (let unit = tally.next(); unit !== undefined; unit = tally.next()) {
    if (addUnit(reader, tally, unit) === undefined) break;
  }
  tally.end();
  const file = new PointFile(path);
  return file.points.map((point) => file.rows(point)).reduce((sum, { messages }) => sum + messages, 0);
}

const header = simulatedHeader(MESSAGES, {});
/** The second point is of a codec that knows more than the first. */
const text = simulatedResults(header).text.split("\n")
  .toSpliced(1 + MESSAGES, MESSAGES, ...informedLines(new Plan(header).unit(1, 0))).join("\n");

/** Files of results of which a value of a line, a byte, the end, or a whole line is another. */
const broken = fc.oneof(
  fc.nat(2 * MESSAGES).chain((at) => {
    const lines = text.split("\n");
    return damaged(JSON.parse(lines[at]!)).map((line) => lines.with(at, JSON.stringify(line)).join("\n"));
  }),
  fc.tuple(fc.nat(text.length - 1), fc.string({ unit: "binary", maxLength: 2 }))
    .map(([at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
  fc.nat(text.length).map((length) => text.slice(0, length)),
  fc.tuple(fc.nat(2 * MESSAGES), fc.oneof(fc.string(), fc.json()))
    .map(([at, line]) => text.split("\n").with(at, line).join("\n")),
);

Deno.test("whatever a file of results holds, it is read or refused in one line", () => {
  using folder = new TemporaryFolder();
  assert.equal(read(folder.write("results.jsonl", text)), 2 * MESSAGES);
  fc.assert(fc.property(broken, (text) => {
    try {
      read(folder.write("results.jsonl", text));
    } catch (error) {
      assert.ok(error instanceof SemcomError, (error as Error).stack);
    }
  }));
});
