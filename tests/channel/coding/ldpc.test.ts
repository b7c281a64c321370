import assert from "node:assert/strict";
import fc from "fast-check";
import { LdpcDecoder } from "../../../channel/coding/ldpc_decode.ts";
import { LdpcEncoder } from "../../../channel/coding/ldpc_encode.ts";
import { layOut, minimumCodedBits } from "../../../channel/coding/ldpc_layout.ts";
import { ldpc } from "../../../channel/coding/ldpc.ts";
import { Random } from "../../../channel/random.ts";
import { blockErrorRate, cleanLlrs, decide, randomBits } from "./link.ts";

Deno.test("bits beyond the circular buffer are the first ones again, and their LLRs add", () => {
  const full = 52 * 11 - 22 - 46;
  const [once, more] = [ldpc.create(64, full), ldpc.create(64, full + 100)];
  const information = randomBits(64, new Random(3));
  const coded = new Uint8Array(full + 100);
  more.encode(information, coded);
  assert.deepEqual(coded.subarray(full), coded.subarray(0, 100));

  const random = new Random(4);
  const llr = Float32Array.from(coded, (bit) => 1 - 2 * bit + random.normal());
  const sum = llr.slice(0, full);
  for (let i = 0; i < 100; i++) sum[i]! += llr[full + i]!;
  const [a, b] = [new Float32Array(64), new Float32Array(64)];
  assert.equal(more.decode(llr, a), once.decode(sum, b));
  assert.ok(a.every((value, i) => Math.abs(value - b[i]!) < 0.05));
});

Deno.test("without noise the decoder returns what was encoded, at every legal (k, n)", () => {
  const sizes = fc.oneof(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 61, max: 1000 }),
    fc.constantFrom(192, 193, 292, 293, 560, 561, 640, 641, 3824, 3825, 3840, 3841, 8448),
    fc.integer({ min: 1001, max: 8448 }),
  ).chain((k) => {
    const min = minimumCodedBits(k);
    return fc.tuple(fc.constant(k), fc.oneof(fc.constant(min), fc.integer({ min, max: Math.max(6 * k, 200) })));
  });
  fc.assert(
    fc.property(sizes, fc.nat(), ([k, n], seed) => {
      const code = ldpc.create(k, n);
      assert.deepEqual([code.name, code.k, code.n], ["ldpc", k, n]);
      const information = randomBits(k, new Random(seed));
      // Whatever an earlier block left in the arrays must not matter.
      const coded = new Uint8Array(n).fill(1);
      const soft = new Float32Array(k).fill(-3);
      code.encode(information, coded);
      assert.ok(code.decode(cleanLlrs(coded), soft));
      assert.deepEqual(decide(soft), information);
      assert.ok(soft.every((llr) => llr !== 0 && Number.isFinite(llr)));
    }),
    { numRuns: 80 },
  );
});

Deno.test("every k up to 400 decodes without noise from the fewest coded bits", () => {
  const random = new Random(5);
  for (let k = 1; k <= 400; k++) {
    const n = minimumCodedBits(k);
    const code = ldpc.create(k, n);
    const information = randomBits(k, random);
    const coded = new Uint8Array(n);
    const soft = new Float32Array(k);
    code.encode(information, coded);
    assert.ok(code.decode(cleanLlrs(coded), soft), `k=${k}`);
    assert.deepEqual(decide(soft), information);
  }
});

Deno.test("a positive LLR means bit 0, and a code word in place of the zero word only turns signs", () => {
  const code = ldpc.create(100, 250);
  const random = new Random(6);
  const noise = Float32Array.from({ length: 250 }, () => 2 + 2 * random.normal());
  const zero = new Float32Array(100);
  assert.ok(code.decode(noise, zero));
  assert.ok(zero.every((llr) => llr > 0));

  const information = randomBits(100, random);
  const coded = new Uint8Array(250);
  code.encode(information, coded);
  const soft = new Float32Array(100);
  assert.ok(code.decode(noise.map((llr, i) => coded[i] ? -llr : llr), soft));
  assert.deepEqual(soft, zero.map((llr, i) => information[i] ? -llr : llr));
});

Deno.test("the soft output adds to the channel what the checks say, for the bits not sent too", () => {
  const { z } = layOut(100, 250);
  const soft = new Float32Array(100);
  ldpc.create(100, 250).decode(new Float32Array(250).fill(1.5), soft);
  // One pass is enough here, in which some checks had nothing to say yet.
  assert.ok(soft.every((llr) => llr >= 1.5));
  assert.ok(soft.subarray(0, 2 * z).every((llr) => llr > 3));
});

Deno.test("of a block that was lost it knows nothing, and says so", () => {
  const code = ldpc.create(50, 103);
  const soft = new Float32Array(50).fill(1);
  assert.equal(code.decode(new Float32Array(103), soft), false);
  assert.ok(soft.every((llr) => llr === 0));
});

Deno.test("infinite LLRs are certain bits and NaN is none", () => {
  const code = ldpc.create(80, 240);
  const information = randomBits(80, new Random(8));
  const coded = new Uint8Array(240);
  code.encode(information, coded);
  const llr = cleanLlrs(coded, Infinity);
  for (let i = 0; i < 240; i += 6) llr[i] = NaN;
  const soft = new Float32Array(80);
  assert.ok(code.decode(llr, soft));
  assert.deepEqual(decide(soft), information);
});

Deno.test("large LLRs do not overflow in 20 iterations without an early end", () => {
  for (const [k, n] of [[64, 75], [64, 600], [1000, 1060], [4000, 12000]] as const) {
    const layout = layOut(k, n);
    const decoder = new LdpcDecoder(layout, { stopEarly: false });
    const information = randomBits(k, new Random(9));
    const coded = new Uint8Array(n);
    new LdpcEncoder(layout).encode(information, coded);
    const soft = new Float32Array(k);
    assert.ok(decoder.decode(cleanLlrs(coded, 1e9), soft));
    assert.deepEqual(decide(soft), information);
  }
});

Deno.test("a decoder keeps nothing of the blocks before", () => {
  const random = new Random(10);
  const used = ldpc.create(64, 128);
  for (let block = 0; block < 4; block++) {
    const llr = Float32Array.from({ length: 128 }, () => 2 * random.normal());
    const [a, b] = [new Float32Array(64), new Float32Array(64)];
    assert.equal(used.decode(llr, a), ldpc.create(64, 128).decode(llr, b));
    assert.deepEqual(a, b);
  }
});

// Measured with 100 errors or more: 0.065 and 0.038. The bands are more than four standard deviations of these runs.
Deno.test("block error rate at an easy point: k=64, n=128 at 2.5 dB, k=500, n=1000 at 1.6 dB", () => {
  const short = blockErrorRate(ldpc.create(64, 128), 2.5, 4000, 11);
  assert.ok(short > 0.045 && short < 0.085, `${short}`);
  const long = blockErrorRate(ldpc.create(500, 1000), 1.6, 600, 12);
  assert.ok(long > 0.005 && long < 0.08, `${long}`);
});
