import assert from "node:assert/strict";
import fc from "fast-check";
import { Frequencies } from "../../../codec/separate/arithmetic/frequencies.ts";
import { RangeDecoder, RangeEncoder, TOTAL } from "../../../codec/separate/arithmetic/range_coder.ts";

/** Weights of symbols, of very different sizes, and a message of them. */
const messages = fc.array(
  fc.tuple(fc.constantFrom(0, 1e-30, 1e-9, 1e-3, 1, 50), fc.double({ min: 0, max: 1, noNaN: true })),
  {
    minLength: 2,
    maxLength: 300,
  },
).chain((parts) =>
  fc.record({
    weights: fc.constant(Float64Array.from(parts, ([scale, value]) => scale * value)),
    symbols: fc.array(fc.nat(parts.length - 1), { maxLength: 200 }),
  })
);

function code(symbols: readonly number[], cumulative: Uint32Array): Uint8Array {
  const encoder = new RangeEncoder();
  for (const symbol of symbols) encoder.encode(cumulative[symbol]!, cumulative[symbol + 1]!);
  return encoder.finish();
}

Deno.test("any symbols come back under any frequencies, zeros behind or not, in their information and two bits", () => {
  fc.assert(
    fc.property(messages, fc.nat(40), ({ weights, symbols }, zeros) => {
      const cumulative = new Frequencies(weights.length).set(weights);
      const bits = code(symbols, cumulative);
      const decoder = new RangeDecoder(Uint8Array.of(...bits, ...new Array(zeros).fill(0)));
      assert.deepEqual(symbols.map(() => decoder.decode(cumulative)), symbols);
      assert.equal(decoder.isBeyondEnd, false);
      const information = symbols.reduce(
        (sum, symbol) => sum - Math.log2((cumulative[symbol + 1]! - cumulative[symbol]!) / TOTAL),
        0,
      );
      assert.ok(bits.length <= information + 2 && bits.length >= information - 1, `${bits.length}, ${information}`);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a decoder knows when its bits have ended", () => {
  const cumulative = new Frequencies(4).set(Float64Array.of(1, 1, 1, 1));
  const decoder = new RangeDecoder(code([3, 1], cumulative));
  let symbols = 0;
  while (!decoder.isBeyondEnd) symbols += Number(decoder.decode(cumulative) >= 0);
  assert.ok(symbols >= 3 && symbols <= 4, `${symbols}`);
});

Deno.test("frequencies: at least 1 each, in proportion, of the same sum, whatever the probabilities are", () => {
  const logarithms = Float32Array.of(Math.log(0.5), Math.log(0.25), -Infinity, NaN, Math.log(0.25), -80, Infinity);
  const cumulative = new Frequencies(7).setLogarithms(logarithms);
  const frequencies = Array.from({ length: 7 }, (_, i) => cumulative[i + 1]! - cumulative[i]!);
  assert.equal(cumulative[7], TOTAL);
  assert.ok(Math.abs(frequencies[0]! / TOTAL - 0.5) < 1e-5 && Math.abs(frequencies[4]! / TOTAL - 0.25) < 1e-5);
  assert.deepEqual([2, 3, 5, 6].map((i) => frequencies[i]), [1, 1, 1, 1]);
  assert.deepEqual([...new Frequencies(2).set(Float64Array.of(0, 0))], [0, TOTAL - 1, TOTAL]);
});
