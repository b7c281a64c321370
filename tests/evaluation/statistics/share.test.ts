import assert from "node:assert/strict";
import { Random } from "../../../channel/random.ts";
import { type ClusterCount, estimateShare } from "../../../evaluation/statistics/share.ts";

const PROBABILITIES = [0.5, 0.7, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

/** A message of one repeat each. */
function singles(ones: number, count: number): ClusterCount[] {
  return Array.from({ length: count }, (_, i) => ({ count: Number(i < ones), of: 1 }));
}

/** The exact probability that the interval of so many single messages covers p: summed over all that may be seen. */
function coverage(p: number, messages: number): number {
  let [total, logarithm] = [0, messages * Math.log(1 - p)];
  for (let ones = 0; ones <= messages; ones++) {
    const { low, high } = estimateShare(singles(ones, messages))!;
    if (low <= p && p <= high) total += Math.exp(logarithm);
    logarithm += Math.log((messages - ones) / (ones + 1) * p / (1 - p));
  }
  return total;
}

Deno.test("the interval of a share covers it 95 times in 100, from one half to nearly all", () => {
  for (const messages of [64, 300, 1000]) {
    const covered = PROBABILITIES.map((p) => coverage(p, messages));
    covered.forEach((share, i) => assert.ok(share > 0.92, `${share} of ${messages} at ${PROBABILITIES[i]}`));
    const mean = covered.reduce((sum, share) => sum + share) / covered.length;
    assert.ok(mean > 0.945 && mean < 0.985, `${mean} of ${messages}`);
  }
});

/** A message of so many repeats, of which each has its own probability, alike within it: Beta distributed around p. */
function draw(p: number, repeats: number, alike: number, random: Random): ClusterCount {
  const size = 1 / alike - 1;
  const [a, b] = [gamma(p * size, random), gamma((1 - p) * size, random)];
  let count = 0;
  for (let i = 0; i < repeats; i++) count += Number(random.uniform() < a / (a + b));
  return { count, of: repeats };
}

/** A gamma variable of shape `a` (G. Marsaglia and W. W. Tsang, 2000). */
function gamma(a: number, random: Random): number {
  if (a < 1) return gamma(a + 1, random) * random.uniform() ** (1 / a) + 1e-300;
  const d = a - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random.uniform()) < x * x / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

Deno.test("repeats of a message that are alike do not count as so many messages: clusters are covered as well", () => {
  const runs = 400;
  for (const alike of [0.001, 0.3, 0.8]) {
    const covered = PROBABILITIES.map((p, i) => {
      let within = 0;
      for (let run = 0; run < runs; run++) {
        const random = new Random(1000 * i + Math.round(100 * alike), run);
        const clusters = Array.from({ length: 100 }, () => draw(p, 10, alike, random));
        const { low, high } = estimateShare(clusters)!;
        within += Number(low <= p && p <= high) / runs;
      }
      return within;
    });
    covered.forEach((share, i) => assert.ok(share > 0.9, `${share} at ${PROBABILITIES[i]}, ${alike}`));
    assert.ok(covered.reduce((sum, share) => sum + share) / covered.length > 0.94, `${covered}`);
  }
});

Deno.test("shares of all and of none, and the textbook value between; repeats that all are alike are their message", () => {
  const [none, all] = [estimateShare(singles(0, 50))!, estimateShare(singles(50, 50))!];
  assert.deepEqual([none.mean, none.low, all.mean, all.high], [0, 0, 1, 1]);
  assert.ok(Math.abs(none.high - 3.8415 / 53.8415) < 1e-4 && Math.abs(1 - all.low - none.high) < 1e-12);
  const { low, high } = estimateShare(singles(10, 100))!;
  assert.ok(Math.abs(low - 0.0552) < 1e-4 && Math.abs(high - 0.1744) < 1e-4, `${low}, ${high}`);
  const repeated = estimateShare(Array.from({ length: 50 }, () => ({ count: 8, of: 8 })))!;
  assert.ok(Math.abs(repeated.low - all.low) < 1e-12);
  assert.equal(estimateShare([{ count: 0, of: 0 }]), undefined);
});
