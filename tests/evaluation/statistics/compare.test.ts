import assert from "node:assert/strict";
import { RefusedError } from "../../../errors.ts";
import {
  compareRows,
  findDifferingAxes,
  pairPoints,
  sharedAxes,
  wholly,
} from "../../../evaluation/statistics/compare.ts";
import { type EvaluationSettings, Plan } from "../../../evaluation/plan/plan.ts";
import { metricsWith } from "../../../fidelity/registry.ts";
import { PointRows } from "../../../evaluation/statistics/point_rows.ts";
import { parseResultLine } from "../../../evaluation/results/result_line.ts";
import { informedReception, lineOf, simulatedHeader, simulatedLine } from "../simulated.ts";

/** Made-up messages of these numbers, of which the systems `point` 0, 1, … lose other words. */
function rowsOf(point: number, loss: number, indices: readonly number[]): PointRows {
  const rows = new PointRows(metricsWith([]), indices.length);
  for (const index of indices) assert.ok(rows.add(parseResultLine(simulatedLine(point, 1, index, loss))!));
  return rows;
}

const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
const names = ["a", "b"] as const;

Deno.test("a system does not differ from itself", () => {
  const { messages, differences: [bleu] } = compareRows(
    wholly(rowsOf(0, 0.3, hundred)),
    wholly(rowsOf(0, 0.3, hundred)),
    ["bleu4"],
    names,
  );
  assert.equal(messages, 100);
  assert.deepEqual(bleu!.difference, { mean: 0, low: 0, high: 0 });
  assert.equal(bleu!.p, 1);
});

Deno.test("a system that loses half as many words is better, one that loses as many is not", () => {
  const metrics = ["bleu1", "word_error_rate"];
  const [bleu, errors] =
    compareRows(wholly(rowsOf(0, 0.3, hundred)), wholly(rowsOf(1, 0.15, hundred)), metrics, names).differences;
  assert.ok(bleu!.difference.low > 0 && bleu!.p < 0.01);
  assert.ok(errors!.difference.high < 0 && errors!.p < 0.01);
  assert.equal(bleu!.difference.mean, bleu!.b - bleu!.a);
  const [alike] =
    compareRows(wholly(rowsOf(0, 0.3, hundred)), wholly(rowsOf(1, 0.3, hundred)), ["bleu1"], names).differences;
  assert.ok(alike!.difference.low < 0 && alike!.difference.high > 0 && alike!.p > 0.05);
});

Deno.test("swapping the two turns the difference round and leaves the p-value", () => {
  const [a, b] = [rowsOf(0, 0.3, hundred), rowsOf(1, 0.25, hundred)];
  const [there] = compareRows(wholly(a), wholly(b), ["chrf2"], names).differences;
  const [back] = compareRows(wholly(b), wholly(a), ["chrf2"], names).differences;
  assert.equal(there!.p, back!.p);
  assert.equal(there!.difference.mean, -back!.difference.mean);
});

Deno.test("messages are matched by their numbers; what one lacks is left out, other texts are refused", () => {
  const compared = compareRows(wholly(rowsOf(0, 0.3, [5, 3, 8, 1])), wholly(rowsOf(0, 0.3, [1, 2, 3, 8])), [
    "bleu1",
    "exact",
  ], names);
  assert.equal(compared.messages, 3);
  assert.ok(compared.differences.every(({ difference }) => difference.mean === 0));
  assert.throws(() => compareRows(wholly(rowsOf(0, 0, [1])), wholly(rowsOf(0, 0, [2])), [], names), RefusedError);
  const other = new PointRows(metricsWith([]), 1);
  other.add({ ...parseResultLine(simulatedLine(0, 1, 1, 0))!, text: "another text" });
  assert.throws(
    () => compareRows(wholly(rowsOf(0, 0, [1])), wholly(other), [], names),
    /their message 1 is not the same text/,
  );
});

Deno.test("a figure that one of the two has not is left out", () => {
  const informed = new PointRows(metricsWith([]), 100);
  for (const index of hundred) {
    informed.add(parseResultLine(lineOf({ point: 0, repeat: 1, index }, informedReception(index)))!);
  }
  const compared = (a: PointRows, b: PointRows) =>
    compareRows(wholly(a), wholly(b), ["delivered", "exact"], names).differences.map(({ metric, b }) => [metric, b]);
  assert.deepEqual(compared(informed, informed), [["delivered", 0.75], ["exact", 0.65]]);
  assert.deepEqual(compared(rowsOf(0, 0.3, hundred), informed), [["exact", 0.65]]);
  assert.deepEqual(compared(informed, rowsOf(0, 0, hundred)), [["exact", 1]]);
});

Deno.test("points are matched by what either lists several values of", () => {
  const plan = (settings: Partial<EvaluationSettings>) => new Plan(simulatedHeader(3, settings));
  const a = plan({ codec: ["a"], snr_db: [0, 3, 6] });
  const b = plan({ codec: ["b"], snr_db: [6, 0, 9] });
  assert.deepEqual(sharedAxes(a, b), ["snr_db"]);
  assert.deepEqual(findDifferingAxes(a, b), ["codec"]);
  assert.deepEqual(pairPoints(a, b), [{ a: 2, b: 0 }, { a: 0, b: 1 }]);
  assert.deepEqual(pairPoints(plan({ snr_db: [3] }), plan({ snr_db: [6] })), [{ a: 0, b: 0 }]);
  assert.deepEqual(pairPoints(plan({ snr_db: [3] }), plan({ snr_db: [6, 9] })), []);
  // A default that follows the SNR is listed by neither.
  const header = simulatedHeader(3, { codec: ["b"], snr_db: [0, 3] });
  const following = new Plan({ ...header, defaults: { ...header.defaults, memory: [0, "all"] } });
  assert.deepEqual(pairPoints(a, following), [{ a: 0, b: 0 }, { a: 1, b: 1 }]);
});
