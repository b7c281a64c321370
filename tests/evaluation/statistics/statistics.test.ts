import assert from "node:assert/strict";
import { addCounts, parseResultLine, resultLine } from "../../../evaluation/results/result_line.ts";
import { COLUMN, metricsOf } from "../../../evaluation/statistics/statistics.ts";
import { type FidelityFigures, FidelityTotals } from "../../../fidelity/fidelity.ts";
import type { Link } from "../../../link/link.ts";
import { reception, simulatedLine, textOf } from "../simulated.ts";

const LINK = {
  settings: { snrDb: 6, seed: 1 },
  folder: { manifest: { name: "x" } },
  air: { name: "analog", channel: "awgn" },
  knowledge: { csi: "perfect", equaliser: "zf" },
} as unknown as Link;

Deno.test("lines of results add up to the very figures of their corpus", () => {
  const cases: [string, string][] = [
    ...Array.from({ length: 12 }, (_, i): [string, string] => [textOf(i), textOf(i % 4 === 0 ? i : i + 1)]),
    ["No.", "No."],
    ["", ""],
    [" ", "a"],
    ["one two", ""],
  ];
  for (const some of [cases, cases.slice(0, 1), [["", ""]] as typeof cases, [["Hm", "Um"]] as typeof cases]) {
    const totals = new FidelityTotals();
    const sums = new Float64Array(COLUMN.extra + 1);
    for (const [reference, hypothesis] of some) {
      const outcome = reception(reference, hypothesis);
      totals.add({ reference, hypothesis, referenceTokens: outcome.sentIds, hypothesisTokens: outcome.receivedIds });
      const line = resultLine(LINK, { point: 0, repeat: 1, index: 1 }, outcome, { similarity: 0.25 });
      assert.ok(addCounts(parseResultLine(line)!, ["similarity"], sums));
    }
    const figures = totals.figures();
    for (const metric of metricsOf(["similarity"])) {
      const expected = metric.name === "similarity" ? 0.25 : figures[metric.name as keyof FidelityFigures];
      assert.ok(Math.abs(metric.of(sums) - expected) < 1e-12, `${metric.name}: ${metric.of(sums)}, ${expected}`);
    }
  }
});

Deno.test("a line has no time in it, and is refused where it lacks a count", () => {
  const line = simulatedLine(2, 3, 4, 0.5);
  const record = JSON.parse(line);
  assert.deepEqual([record.schema, record.point, record.repeat, record.index], [1, 2, 3, 4]);
  assert.ok(!("ms" in record));
  const row = () => new Float64Array(COLUMN.extra + 1);
  assert.ok(addCounts(parseResultLine(line)!, [], row()));
  for (const field of ["bleu_counts", "chrf_counts", "word_edits", "passes", "exact"]) {
    const { [field]: _, ...less } = record;
    assert.ok(!addCounts(parseResultLine(JSON.stringify(less))!, [], row()), field);
  }
  assert.ok(!addCounts(parseResultLine(line)!, ["similarity"], row()));
  for (const broken of ["", "{", "3", "null", JSON.stringify({ ...record, schema: 2 }), line.slice(0, -1)]) {
    assert.equal(parseResultLine(broken), undefined);
  }
});
