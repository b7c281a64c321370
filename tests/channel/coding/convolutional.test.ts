import assert from "node:assert/strict";
import { convolutional } from "../../../channel/coding/convolutional.ts";
import { sentPositions } from "../../../channel/coding/puncture.ts";
import { Random } from "../../../channel/random.ts";
import { blockErrorRate, randomBits } from "./link.ts";

/** The textbook encoder: two polynomial products over GF(2), interleaved. */
function encodeByProducts(information: Uint8Array): Uint8Array {
  const polynomials = ["1011011", "1111001"]; // octal 133 and 171, the present bit first
  const coded = new Uint8Array(2 * (information.length + 6));
  polynomials.forEach((taps, which) => {
    information.forEach((bit, i) => {
      for (let delay = 0; delay < 7; delay++) coded[2 * (i + delay) + which]! ^= bit & Number(taps[delay]);
    });
  });
  return coded;
}

Deno.test("convolutional: the mother code is the product with 133 and 171 and ends in state 0", () => {
  const random = new Random(1);
  for (const k of [1, 2, 7, 40, 301]) {
    const information = randomBits(k, random);
    const coded = new Uint8Array(2 * (k + 6));
    convolutional.create(k, coded.length).encode(information, coded);
    assert.deepEqual(coded, encodeByProducts(information));
  }
});

Deno.test("convolutional: the impulse response is the two polynomials", () => {
  const coded = new Uint8Array(14);
  convolutional.create(1, 14).encode(Uint8Array.of(1), coded);
  assert.equal(coded.join(""), "11" + "01" + "11" + "11" + "00" + "10" + "11");
});

Deno.test("convolutional: punctures like 802.11 where the ratio is 2/3, 3/4 or 5/6", () => {
  // IEEE 802.11-2020: which of A and of B is sent, over a period.
  const patterns: [string, string][] = [["11", "10"], ["110", "101"], ["11010", "10101"]];
  for (const [a, b] of patterns) {
    for (const steps of [30, 31, 47, 64]) {
      const expected: number[] = [];
      for (let step = 0; step < steps; step++) {
        if (a[step % a.length] === "1") expected.push(2 * step);
        if (b[step % b.length] === "1") expected.push(2 * step + 1);
      }
      assert.deepEqual([...sentPositions(steps, expected.length)], expected);
    }
  }
});

Deno.test("convolutional: any n sends each step at least once, in order, full steps evenly spread", () => {
  for (const steps of [7, 24, 70]) {
    for (let n = steps; n <= 2 * steps; n++) {
      const sent = [...sentPositions(steps, n)];
      assert.equal(new Set(sent).size, n);
      assert.deepEqual(sent, sent.toSorted((x, y) => x - y));
      const perStep = new Uint8Array(steps);
      for (const position of sent) perStep[position >> 1]!++;
      assert.ok(perStep.every((count) => count === 1 || count === 2));
      const full = [...perStep.keys()].filter((step) => perStep[step] === 2);
      const gaps = full.map((step, i) => (full[i + 1] ?? steps + full[0]!) - step);
      // The cut-off end of a standard pattern may be short; all other gaps differ by one at most.
      assert.ok(Math.max(...gaps.slice(0, -1)) - Math.min(...gaps.slice(0, -1)) <= 1 || gaps.length < 3);
    }
  }
});

Deno.test("convolutional: soft output is the a posteriori LLR over all codewords", () => {
  const random = new Random(2);
  for (const [k, n] of [[5, 22], [6, 12], [7, 17], [8, 20], [8, 50]] as const) {
    const code = convolutional.create(k, n);
    const llr = Float32Array.from({ length: n }, () => 3 * random.normal());
    const soft = new Float32Array(k);
    code.decode(llr, soft);
    const sums = [new Float64Array(k), new Float64Array(k)];
    const coded = new Uint8Array(n);
    for (let word = 0; word < 2 ** k; word++) {
      const information = Uint8Array.from({ length: k }, (_, i) => (word >> i) & 1);
      code.encode(information, coded);
      const likelihood = Math.exp(coded.reduce((sum, bit, i) => sum + (0.5 - bit) * llr[i]!, 0));
      information.forEach((bit, i) => sums[bit]![i]! += likelihood);
    }
    soft.forEach((value, i) => assert.ok(Math.abs(value - Math.log(sums[0]![i]! / sums[1]![i]!)) < 1e-4));
  }
});

Deno.test("convolutional: however large the input, the output is finite and on its side", () => {
  const random = new Random(3);
  const code = convolutional.create(30, 72);
  const information = randomBits(30, random);
  const coded = new Uint8Array(72);
  code.encode(information, coded);
  for (const size of [50, 1e3, 1e9, Infinity]) {
    const soft = new Float32Array(30);
    code.decode(Float32Array.from(coded, (bit) => bit ? -size : size), soft);
    soft.forEach((value, i) => assert.ok(Number.isFinite(value) && value * (1 - 2 * information[i]!) > 30));
    // Three bits that are as certain and wrong: the others outvote them, and nothing is lost in what underflows.
    code.decode(Float32Array.from(coded, (bit, i) => (bit ? -size : size) * (i % 25 === 3 ? -1 : 1)), soft);
    soft.forEach((value, i) => assert.ok(Number.isFinite(value) && value * (1 - 2 * information[i]!) > 5, `${value}`));
  }
});

Deno.test("convolutional: block error rate at 3 dB, 64 bits at rate 64/140", () => {
  // 1.0e-2 measured over 20,000 blocks.
  const rate = blockErrorRate(convolutional.create(64, 140), 3, 5000, 5);
  assert.ok(rate > 0.006 && rate < 0.015, `${rate}`);
});
