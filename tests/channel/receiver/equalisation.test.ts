import assert from "node:assert/strict";
import { equalise, type Equaliser, equaliserNamed } from "../../../channel/receiver/equalisation.ts";
import { Random } from "../../../channel/random.ts";
import { UsageError } from "../../../errors.ts";

const EQUALISERS: readonly Equaliser[] = ["zf", "mmse", "matched"];
const NOISE = 0.2;

/** Uses of power 1 over gains of which the receiver takes `gain`, with complex normal errors of mean square `error`. */
function send(count: number, gain: readonly [number, number], error: number, seed = 1) {
  const random = new Random(111, seed);
  const normal = (power: number) => Math.sqrt(power / 2) * random.normal();
  const x = new Float64Array(2 * count);
  const received = new Float64Array(2 * count);
  for (let i = 0; i < 2 * count; i += 2) {
    const angle = 2 * Math.PI * random.uniform();
    const [a, b] = [gain[0] + normal(error), gain[1] + normal(error)];
    x[i] = Math.cos(angle);
    x[i + 1] = Math.sin(angle);
    received[i] = a * x[i]! - b * x[i + 1]! + normal(NOISE);
    received[i + 1] = a * x[i + 1]! + b * x[i]! + normal(NOISE);
  }
  const gains = new Float64Array(2 * count).map((_, i) => gain[i % 2]!);
  return { x, received, estimate: { gains, errors: new Float64Array(count).fill(error) } };
}

/** The mean of |y - x|^2 a use. */
function distance(y: ArrayLike<number>, x: Float64Array): number {
  return x.reduce((sum, value, i) => sum + (y[i]! - value) ** 2, 0) / (x.length / 2);
}

Deno.test("zero forcing enhances the noise to (v + N0) / |g|^2, the least mean square error is (v + N0) / (|g|^2 + v + N0)", () => {
  const uses = 20_000;
  for (const gain of [[1, 0], [0.3, -0.4], [-0.1, 0.2], [1.5, 1]] as const) {
    for (const error of [0, 0.1]) {
      const { x, received, estimate } = send(uses, gain, error);
      const power = gain[0] ** 2 + gain[1] ** 2;
      const theory = { zf: (error + NOISE) / power, mmse: (error + NOISE) / (power + error + NOISE) };
      for (const name of ["zf", "mmse"] as const) {
        const measured = distance(equalise([{ received, estimate }], NOISE, name).y, x);
        assert.ok(Math.abs(measured / theory[name] - 1) < 4 / Math.sqrt(uses), `${name} ${gain}: ${measured}`);
      }
    }
  }
});

Deno.test("of all multiples of what was heard, that of mmse is the nearest to what was sent", () => {
  const { x, received, estimate } = send(20_000, [0.4, -0.6], 0.1);
  const { y } = equalise([{ received, estimate }], NOISE, "mmse");
  for (const factor of [0.95, 1.05]) assert.ok(distance(y.map((value) => factor * value), x) > distance(y, x));
});

Deno.test("the effective SNR is |g|^2 / (v + N0), whatever the equaliser, and signal over disturbance in y", () => {
  const { x, received, estimate } = send(20_000, [0.6, 0.3], 0.1);
  const expected = 0.45 / 0.3;
  for (const name of EQUALISERS) {
    const { y, snr } = equalise([{ received, estimate }], NOISE, name);
    assert.ok(snr.every((value) => Math.abs(value - expected) < 1e-6));
    const scale = x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.length * 2;
    const rest = distance(y, x.map((value) => scale * value));
    assert.ok(Math.abs(scale ** 2 / rest / expected - 1) < 0.05, `${name}: ${scale ** 2 / rest}`);
  }
});

Deno.test("with one gain all give the same but for one factor, and matched the same as zf", () => {
  const { received, estimate } = send(50, [0.5, -0.5], 0.1);
  const [zf, mmse, matched] = EQUALISERS.map((name) => equalise([{ received, estimate }], NOISE, name).y);
  zf!.forEach((value, i) => {
    assert.ok(Math.abs(matched![i]! - value) < 1e-6);
    assert.ok(Math.abs(mmse![i]! - value * 0.5 / (0.5 + 0.1 + NOISE)) < 1e-6);
  });
});

Deno.test("with many gains they differ in the scale of each use, and never in a sign", () => {
  const gains = Float64Array.of(2, 0, 0, 0.1, -0.5, 0.5);
  const received = Float64Array.of(1, -1, 0.3, 0.4, -0.2, 0.7);
  const output = EQUALISERS.map((name) =>
    equalise([{ received, estimate: { gains, errors: new Float64Array(3) } }], NOISE, name).y
  );
  for (const y of output) assert.deepEqual(y.map(Math.sign), output[0]!.map(Math.sign));
  const mean = (4 + 0.01 + 0.5) / 3;
  [4, 0.01, 0.5].forEach((power, use) => {
    const [zf, mmse, matched] = output.map((y) => y[2 * use]!) as [number, number, number];
    assert.ok(Math.abs(mmse / zf - power / (power + NOISE)) < 1e-6);
    assert.ok(Math.abs(matched / zf - power / mean) < 1e-6);
  });
});

Deno.test("a use of gain 0 is lost, and a message without any is no problem", () => {
  const estimate = { gains: Float64Array.of(0, 0), errors: new Float64Array(1) };
  const nothing = { gains: new Float64Array(), errors: new Float64Array() };
  for (const name of EQUALISERS) {
    assert.deepEqual(equalise([{ received: Float64Array.of(1, 2), estimate }], NOISE, name), {
      y: Float32Array.of(0, 0),
      snr: Float32Array.of(0, 0),
    });
    assert.equal(equalise([{ received: new Float64Array(), estimate: nothing }], NOISE, name).y.length, 0);
  }
});

Deno.test("an equaliser that is unknown is a usage error", () => {
  assert.equal(equaliserNamed("mmse"), "mmse");
  assert.throws(
    () => equaliserNamed("toString"),
    (error) =>
      error instanceof UsageError && /^Unknown equaliser "toString" \(known: zf, mmse, matched\)$/.test(error.message),
  );
});

Deno.test("without noise every equaliser gives numbers, and zero forcing what was sent", () => {
  const received = Float64Array.of(0.5, 1);
  const estimate = { gains: Float64Array.of(0.5, 0), errors: new Float64Array(1) };
  for (const name of EQUALISERS) {
    const { y, snr } = equalise([{ received, estimate }], 0, name);
    assert.deepEqual([...y], [1, 2]);
    assert.ok(snr.every((value) => value === Infinity));
  }
});
