import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";

Deno.test("the same seed and index give the same numbers, others do not", () => {
  const first = (seed: number, index: number) => {
    const random = new Random(seed, index);
    return Array.from({ length: 4 }, () => random.uint32()).join();
  };
  assert.equal(first(1, 2), first(1, 2));
  const pairs = [[1, 2], [2, 1], [1, 3], [0, 0], [2 ** 40, 2], [1, 2 ** 40], [3, 2]] as const;
  assert.equal(new Set(pairs.map(([seed, index]) => first(seed, index))).size, pairs.length);
});

Deno.test("uniform: mean 1/2, variance 1/12, inside (0, 1), all 32 bits in use", () => {
  const random = new Random(5);
  const n = 200_000;
  let sum = 0, squares = 0, or = 0, and = 0xffffffff;
  for (let i = 0; i < n; i++) {
    const u = random.uniform();
    assert.ok(u > 0 && u < 1);
    sum += u;
    squares += u * u;
    const word = random.uint32();
    or |= word;
    and &= word;
  }
  assert.ok(Math.abs(sum / n - 0.5) < 4 * Math.sqrt(1 / 12 / n));
  assert.ok(Math.abs(squares / n - 1 / 3) < 0.003);
  assert.equal(or >>> 0, 0xffffffff);
  assert.equal(and >>> 0, 0);
});

Deno.test("normal: the first four moments are 0, 1, 0 and 3, and neighbours are uncorrelated", () => {
  const random = new Random(9);
  const n = 400_000;
  const moments = [0, 0, 0, 0, 0];
  let previous = 0, correlation = 0;
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    for (let k = 1; k <= 4; k++) moments[k]! += x ** k / n;
    correlation += x * previous / n;
    previous = x;
  }
  assert.ok(Math.abs(moments[1]!) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(moments[2]! - 1) < 4 * Math.sqrt(2 / n));
  assert.ok(Math.abs(moments[3]!) < 4 * Math.sqrt(15 / n));
  assert.ok(Math.abs(moments[4]! - 3) < 4 * Math.sqrt(96 / n));
  assert.ok(Math.abs(correlation) < 4 / Math.sqrt(n));
});

Deno.test("normal: the tails have the weight that they should have", () => {
  const random = new Random(10);
  const n = 1_000_000;
  // Of 1, 2, 3 and 4 standard deviations, on either side.
  const weights = [0.158655254, 0.022750132, 1.34989803e-3, 3.16712418e-5];
  const above = weights.map(() => 0);
  const below = weights.map(() => 0);
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    for (let deviations = 1; deviations <= 4; deviations++) {
      if (x > deviations) above[deviations - 1]!++;
      if (x < -deviations) below[deviations - 1]!++;
    }
  }
  weights.forEach((weight, i) => {
    const sigma = Math.sqrt(n * weight * (1 - weight));
    for (const count of [above[i]!, below[i]!]) {
      assert.ok(Math.abs(count - n * weight) < 4 * sigma, `${count} beyond ${i + 1}, not ${n * weight}`);
    }
  });
});
