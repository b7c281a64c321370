import assert from "node:assert/strict";
import fc from "fast-check";
import { combine, countDistinctCoordinates, repeat } from "../../adapter/repetition.ts";
import { Random } from "../../channel/random.ts";

const WIDTH = 8;

function coordinatesFor(uses: Int32Array): Float32Array {
  const random = new Random(3);
  return Float32Array.from(
    { length: countDistinctCoordinates(uses, WIDTH).reduce((a, b) => a + b, 0) },
    () => random.normal(),
  );
}

Deno.test("uses that fit are the coordinates themselves", () => {
  const uses = Int32Array.of(1, 4, 0, 3);
  const x = coordinatesFor(uses);
  assert.equal(repeat(x, uses, WIDTH), x);
});

Deno.test("a larger budget repeats coordinates at mean power 1, and combining undoes it", () => {
  fc.assert(fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), (counts) => {
    const uses = Int32Array.from([...counts, 9]);
    const x = coordinatesFor(uses);
    const air = repeat(x, uses, WIDTH);
    assert.equal(air.length, 2 * uses.reduce((a, b) => a + b, 0));
    const power = air.reduce((sum, value) => sum + value * value, 0) / (air.length / 2);
    assert.ok(Math.abs(power - 1) < 1e-5);
    const back = combine({ y: air, snr: new Float32Array(air.length).fill(2) }, uses, WIDTH);
    const scale = back.y[0]! / x[0]!;
    back.y.forEach((value, i) => assert.ok(Math.abs(value - scale * x[i]!) < 1e-5));
  }));
});

Deno.test("combining adds the SNRs and weights by them; what was lost does not count", () => {
  const uses = Int32Array.of(2);
  const heard = { y: Float32Array.of(1, 2, 4, 100), snr: Float32Array.of(1, 1, 3, 0) };
  assert.deepEqual(combine(heard, uses, 2), { y: Float32Array.of(3.25, 2), snr: Float32Array.of(4, 1) });
});
