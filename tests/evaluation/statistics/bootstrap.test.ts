import assert from "node:assert/strict";
import { Random } from "../../../channel/random.ts";
import { estimateOf, pValueOf, resample, RESAMPLES, sumOf } from "../../../evaluation/statistics/bootstrap.ts";

/** The interval of a mean of 0 and 1, two columns: count and value. */
function intervalOfMean(ones: number, count: number) {
  const rows = Float64Array.from({ length: 2 * count }, (_, i) => i % 2 === 0 ? 1 : Number(i >> 1 < ones));
  const means = new Float64Array(RESAMPLES);
  resample(rows, 2, (sums, draw) => means[draw] = sums[1]! / sums[0]!);
  const [messages, sum] = sumOf(rows, 2);
  return estimateOf(sum! / messages!, means);
}

Deno.test("the interval of a mean is what theory says: 1.96 standard errors to either side", () => {
  for (const [ones, count] of [[200, 400], [40, 400]] as const) {
    const { mean, low, high } = intervalOfMean(ones, count);
    const reach = 1.96 * Math.sqrt(mean * (1 - mean) / count);
    assert.equal(mean, ones / count);
    assert.ok(Math.abs(mean - low - reach) < 0.12 * reach, `${low}`);
    assert.ok(Math.abs(high - mean - reach) < 0.12 * reach, `${high}`);
  }
});

Deno.test("many rows are drawn in blocks, which give the same interval", () => {
  const count = 20_000;
  const random = new Random(1);
  const values = Float64Array.from({ length: 2 * count }, (_, i) => i % 2 === 0 ? 1 : random.normal());
  const means = new Float64Array(RESAMPLES);
  resample(values, 2, (sums, draw) => {
    assert.ok(sums[0]! > 0.97 * count && sums[0]! <= 1.01 * count); // the last block may be short
    means[draw] = sums[1]! / sums[0]!;
  });
  const { low, high } = estimateOf(0, means);
  const width = 2 * 1.96 / Math.sqrt(count);
  assert.ok(Math.abs(high - low - width) < 0.12 * width, `${high - low}`);
});

Deno.test("the same rows have the same interval, and rows without spread have none", () => {
  assert.deepEqual(intervalOfMean(40, 100), intervalOfMean(40, 100));
  assert.deepEqual(intervalOfMean(100, 100), { mean: 1, low: 1, high: 1 });
});

Deno.test("p-values: no difference, a sure one, and that of a normal distribution", () => {
  assert.equal(pValueOf(new Float64Array(RESAMPLES)), 1);
  assert.equal(pValueOf(new Float64Array(RESAMPLES).fill(0.1)), 2 / (RESAMPLES + 1));
  const random = new Random(2);
  const differences = Float64Array.from({ length: 10_000 }, () => 1.96 + random.normal());
  assert.ok(Math.abs(pValueOf(differences) - 0.05) < 0.01);
  assert.equal(pValueOf(differences), pValueOf(differences.map((value) => -value)));
});
