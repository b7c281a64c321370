import assert from "node:assert/strict";
import fc from "fast-check";
import { codeFamily } from "../../../channel/coding/registry.ts";
import { Random } from "../../../channel/random.ts";
import { cleanLlrs, decide, randomBits } from "./link.ts";

/** The smallest and the largest n of each family and the largest k worth sampling. */
const FAMILIES = [
  { name: "none", min: (k: number) => k, max: (k: number) => k, maxK: 2000, runs: 50 },
  { name: "repetition", min: (k: number) => k, max: (k: number) => 7 * k + 5, maxK: 2000, runs: 100 },
  { name: "convolutional", min: (k: number) => k + 6, max: (k: number) => 5 * (k + 6), maxK: 600, runs: 200 },
  {
    name: "polar",
    min: (k: number) => k + 11,
    max: (k: number) => Math.max(12 * (k + 11), 1200),
    maxK: 1013,
    runs: 300,
  },
];

for (const { name, min, max, maxK, runs } of FAMILIES) {
  // Small blocks, the lowest and the highest rate are worth as much as all the rest.
  const sizes = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: maxK })).chain((k) =>
    fc.tuple(fc.constant(k), fc.oneof(fc.constant(min(k)), fc.integer({ min: min(k), max: max(k) })))
  );

  Deno.test(`${name}: without noise the decoder returns what was encoded, at every legal (k, n)`, () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ([k, n], seed) => {
        const code = codeFamily(name).create(k, n);
        assert.deepEqual([code.name, code.k, code.n], [name, k, n]);
        const information = randomBits(k, new Random(seed));
        // Whatever an earlier block left in the arrays must not matter.
        const coded = new Uint8Array(n).fill(1);
        const soft = new Float32Array(k).fill(-3);
        code.encode(information, coded);
        assert.ok(code.decode(cleanLlrs(coded), soft));
        assert.deepEqual(decide(soft), information);
        assert.ok(soft.every((llr) => llr !== 0 && Number.isFinite(llr)));
      }),
      { numRuns: runs },
    );
  });

  Deno.test(`${name}: a decoder keeps nothing of the blocks before`, () => {
    const [k, n] = [50, name === "none" ? 50 : 103];
    const random = new Random(4);
    const blocks = Array.from({ length: 4 }, () => Float32Array.from({ length: n }, () => 2 * random.normal()));
    const used = codeFamily(name).create(k, n);
    for (const llr of blocks) {
      const fresh = codeFamily(name).create(k, n);
      const [a, b] = [new Float32Array(k), new Float32Array(k)];
      assert.equal(used.decode(llr, a), fresh.decode(llr, b));
      assert.deepEqual(a, b);
    }
  });

  Deno.test(`${name}: of a block that was lost it knows nothing`, () => {
    const [k, n] = [50, name === "none" ? 50 : 103];
    const soft = new Float32Array(k).fill(1);
    codeFamily(name).create(k, n).decode(new Float32Array(n), soft);
    assert.ok(soft.every((llr) => llr === 0));
  });
}

Deno.test("repetition: adds the LLRs of the copies of a bit", () => {
  const code = codeFamily("repetition").create(2, 5);
  const coded = new Uint8Array(5);
  code.encode(Uint8Array.of(1, 0), coded);
  assert.deepEqual(coded, Uint8Array.of(1, 0, 1, 0, 1));
  const soft = new Float32Array(2);
  code.decode(Float32Array.of(-1, 2, -4, -0.5, 0.25), soft);
  assert.deepEqual(soft, Float32Array.of(-4.75, 1.5));
});
