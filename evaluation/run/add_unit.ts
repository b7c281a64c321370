import type { Unit } from "../plan/plan.ts";
import { BrokenLine } from "../results/result_line.ts";
import type { ResultsReader } from "../results/results_reader.ts";
import type { Tally } from "./tally.ts";

/**
 * Takes a unit's lines from a file and adds them to a tally. Undefined, and nothing is added, where the file ends before.
 * @throws {RefusedError} for the first line that does not belong there.
 */
export function addUnit(reader: ResultsReader, tally: Tally, unit: Unit): string[] | undefined {
  const first = reader.line + 1;
  const lines = reader.take(unit.messages);
  try {
    if (lines !== undefined) tally.add(unit, lines);
  } catch (error) {
    if (error instanceof BrokenLine) throw reader.refused(first + error.line, error.why);
    throw error;
  }
  return lines;
}
