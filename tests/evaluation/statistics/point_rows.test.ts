import assert from "node:assert/strict";
import { parseResultLine } from "../../../evaluation/results/result_line.ts";
import { sumOf } from "../../../evaluation/statistics/bootstrap.ts";
import { COST } from "../../../evaluation/statistics/layout.ts";
import { PointRows } from "../../../evaluation/statistics/point_rows.ts";
import { Fidelity, FidelityTotals } from "../../../fidelity/fidelity.ts";
import { informedReception, lineOf, reception, simulatedLine, textOf } from "../simulated.ts";

const fidelity = await Fidelity.open();

Deno.test("lines of results add up to the very figures of their corpus", async () => {
  const cases: [string, string][] = [
    ...Array.from({ length: 12 }, (_, i): [string, string] => [textOf(i), textOf(i % 4 === 0 ? i : i + 1)]),
    ["No.", "No."],
    ["", ""],
    [" ", "a"],
    ["one two", ""],
  ];
  for (const some of [cases, cases.slice(0, 1), [["", ""]] as typeof cases, [["Hm", "Um"]] as typeof cases]) {
    const totals = new FidelityTotals(fidelity.metrics);
    const rows = new PointRows(fidelity.metrics, some.length);
    for (const [i, [reference, hypothesis]] of some.entries()) {
      const arrived = reception(reference, hypothesis);
      const [counts] = await fidelity.count([arrived]);
      totals.add(counts!);
      assert.ok(rows.add(parseResultLine(lineOf({ point: 0, repeat: 1, index: i }, arrived))!));
    }
    const figures = totals.figures();
    const sums = sumOf(rows.values, rows.layout.width);
    assert.equal(sums[COST.messages], some.length);
    assert.equal(sums[COST.passes], 2 * some.length);
    for (const metric of fidelity.metrics) {
      assert.equal(rows.layout.valueOf(metric, sums), figures[metric.name], metric.name);
    }
  }
});

Deno.test("a line has no time in it, and is refused where it lacks a count", () => {
  const line = simulatedLine(2, 3, 4, 0.5);
  const record = JSON.parse(line);
  assert.deepEqual([record.schema, record.point, record.repeat, record.index], [4, 2, 3, 4]);
  assert.ok(!("ms" in record));
  const isAdded = (changed: object) =>
    new PointRows(fidelity.metrics, 1).add(parseResultLine(JSON.stringify(changed))!);
  assert.ok(isAdded(record));
  for (const name of Object.keys(record.counts)) {
    const { [name]: own, ...others } = record.counts;
    assert.ok(!isAdded({ ...record, counts: others }), name);
    assert.ok(!isAdded({ ...record, counts: { ...others, [name]: own.slice(1) } }), name);
    assert.ok(!isAdded({ ...record, counts: { ...others, [name]: own.with(0, "1") } }), name);
  }
  for (const field of ["words", "channel_uses", "passes"]) {
    assert.ok(!isAdded({ ...record, [field]: undefined }), field);
  }
  assert.ok(!isAdded({ ...record, counts: undefined }));
  for (const broken of ["", "{", "3", "null", JSON.stringify({ ...record, schema: 1 }), line.slice(0, -1)]) {
    assert.equal(parseResultLine(broken), undefined);
  }
});

Deno.test("what only some codecs know may be missing from a line, but not be broken", () => {
  const line = JSON.parse(lineOf({ point: 0, repeat: 1, index: 1 }, informedReception(1)));
  assert.deepEqual([line.delivered, line.counts.belief], [true, [1, 1, 1]]);
  const sumsOf = (changed: object) => {
    const rows = new PointRows(fidelity.metrics, 1);
    if (!rows.add(parseResultLine(JSON.stringify(changed))!)) return undefined;
    const sums = sumOf(rows.values, rows.layout.width);
    const [undetected] = rows.estimates([rows.layout.metricNamed("undetected")]);
    return { bits: sums[COST.information], informed: sums[COST.informed], undetected: undetected?.mean };
  };
  assert.deepEqual(sumsOf(line), { bits: line.information_bits, informed: 1, undetected: 1 });
  // A line of an earlier version: nothing is known of it.
  const { delivered: _, information_bits: __, counts: { belief: ___, throughput: ____, ...counts }, ...old } = line;
  assert.deepEqual(sumsOf({ ...old, counts }), { bits: 0, informed: 0, undetected: undefined });
  for (const belief of [null, [1, 1], [1, "1", 1], 3]) {
    assert.equal(sumsOf({ ...line, counts: { ...line.counts, belief } }), undefined, `${belief}`);
  }
  for (const bits of [null, "8", [8]]) assert.equal(sumsOf({ ...line, information_bits: bits }), undefined, `${bits}`);
});

Deno.test("where few messages have a figure, its interval is of the resamples that drew one of them", () => {
  const rows = new PointRows(fidelity.metrics, 4);
  rows.add(parseResultLine(lineOf({ point: 0, repeat: 1, index: 2 }, informedReception(2)))!);
  for (const index of [1, 3, 4]) rows.add(parseResultLine(simulatedLine(0, 1, index, 0))!);
  const [throughput, delivered] = rows.estimates(
    ["throughput", "delivered"].map((name) => rows.layout.metricNamed(name)),
  );
  assert.ok(throughput!.mean > 0);
  assert.deepEqual([throughput!.low, throughput!.high], [throughput!.mean, throughput!.mean]);
  // A share of one message says little, and no draw of that message anew would say so.
  assert.deepEqual([delivered!.mean, delivered!.high], [1, 1]);
  assert.ok(Math.abs(delivered!.low - 1 / (1 + 3.8415)) < 1e-3);
});
