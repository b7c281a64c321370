import assert from "node:assert/strict";
import { Gating } from "../../../evaluation/gates/gating.ts";
import { type Header, Plan, type Unit } from "../../../evaluation/plan/plan.ts";
import type { GateOutcome } from "../../../evaluation/statistics/summary.ts";
import { Tally } from "../../../evaluation/run/tally.ts";
import { TemporaryFolder } from "../folder.ts";
import { informedLines, simulatedHeader, simulatedLines, UNIT } from "../simulated.ts";

const header = simulatedHeader(UNIT, { snr_db: [0], headline: "delivered" });

/** The whole text of a file of results. */
function textOf(header: Header, linesOf: (unit: Unit) => string[]): string {
  const lines = linesOf(new Plan(header).unit(0, 0));
  return [JSON.stringify(header), ...lines].map((line) => `${line}\n`).join("");
}

Deno.test("a baseline that does not say what was delivered is no baseline of that", async () => {
  using folder = new TemporaryFolder();
  const judged = async (linesOf: (unit: Unit) => string[]): Promise<GateOutcome[]> => {
    const gating = await Gating.open(
      { baseline: folder.write("results.jsonl", textOf(header, linesOf)) },
      new Plan(header),
    );
    const tally = new Tally(new Plan(header), undefined, gating.judge);
    const unit = tally.next()!;
    tally.add(unit, informedLines(unit));
    tally.end();
    return gating.outcomes;
  };
  const [same] = await judged(informedLines);
  assert.ok(same!.passed, same!.detail);
  const [older] = await judged(simulatedLines);
  assert.deepEqual([older!.passed, older!.gate], [false, "delivered: no more than 0 worse than the baseline"]);
  assert.match(older!.detail, /^there is no delivered at 0 dB, awgn, bart-mini: .*or its results are older$/);
});
