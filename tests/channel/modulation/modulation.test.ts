import assert from "node:assert/strict";
import fc from "fast-check";
import type { Modulation } from "../../../channel/modulation/modulation.ts";
import { modulationNamed, modulations } from "../../../channel/modulation/registry.ts";
import { Random } from "../../../channel/random.ts";
import { UsageError } from "../../../errors.ts";

/** 3GPP TS 38.211 sections 5.1.2 to 5.1.6, as printed there: one dimension, then its scale. */
const FORMULAS: Record<string, { scale: number; amplitude: (...b: number[]) => number }> = {
  "qpsk": { scale: 2, amplitude: (b0) => s(b0!) },
  "16qam": { scale: 10, amplitude: (b0, b1) => s(b0!) * (2 - s(b1!)) },
  "64qam": { scale: 42, amplitude: (b0, b1, b2) => s(b0!) * (4 - s(b1!) * (2 - s(b2!))) },
  "256qam": { scale: 170, amplitude: (b0, b1, b2, b3) => s(b0!) * (8 - s(b1!) * (4 - s(b2!) * (2 - s(b3!)))) },
};

function s(bit: number): number {
  return 1 - 2 * bit;
}

interface Point {
  bits: Uint8Array;
  re: number;
  im: number;
}

/** Every symbol of a modulation with its bits. */
function constellation(mod: Modulation): Point[] {
  return Array.from({ length: 2 ** mod.bitsPerSymbol }, (_, word) => {
    const bits = Uint8Array.from({ length: mod.bitsPerSymbol }, (_, i) => (word >> (mod.bitsPerSymbol - 1 - i)) & 1);
    const symbol = new Float64Array(2);
    mod.modulate(bits, symbol);
    return { bits, re: symbol[0]!, im: symbol[1]! };
  });
}

/** LLRs of one observation by the definition: a sum over the whole complex constellation. */
function bruteForce(points: Point[], re: number, im: number, snr: number): number[] {
  const exponents = points.map((p) => -((re - p.re) ** 2 + (im - p.im) ** 2) * snr);
  const side = (i: number, bit: number) => {
    const terms = exponents.filter((_, at) => points[at]!.bits[i] === bit);
    const most = Math.max(...terms);
    return most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0));
  };
  return Array.from(points[0]!.bits, (_, i) => side(i, 0) - side(i, 1));
}

function demapOne(mod: Modulation, re: number, im: number, snr: number): Float32Array {
  const llr = new Float32Array(mod.bitsPerSymbol);
  mod.demap(Float64Array.of(re, im), Float32Array.of(snr), llr);
  return llr;
}

Deno.test("BPSK is on the diagonal, as in 38.211", () => {
  const symbols = new Float64Array(4);
  modulationNamed("bpsk").modulate(Uint8Array.of(0, 1), symbols);
  assert.deepEqual(symbols, Float64Array.of(Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2, -Math.SQRT1_2));
});

Deno.test("QAM maps even bits to the real part and odd bits to the imaginary part by the formulas of 38.211", () => {
  for (const [name, { scale, amplitude }] of Object.entries(FORMULAS)) {
    for (const { bits, re, im } of constellation(modulationNamed(name))) {
      const even = [...bits].filter((_, i) => i % 2 === 0);
      const odd = [...bits].filter((_, i) => i % 2 === 1);
      assert.ok(Math.abs(re - amplitude(...even) / Math.sqrt(scale)) < 1e-15);
      assert.ok(Math.abs(im - amplitude(...odd) / Math.sqrt(scale)) < 1e-15);
    }
  }
});

for (const mod of modulations()) {
  const points = constellation(mod);

  Deno.test(`${mod.name}: mean power 1, mean 0, and neighbours differ in one bit`, () => {
    const power = points.reduce((sum, p) => sum + p.re ** 2 + p.im ** 2, 0) / points.length;
    assert.ok(Math.abs(power - 1) < 1e-12);
    assert.ok(Math.abs(points.reduce((sum, p) => sum + p.re + p.im, 0)) < 1e-12);
    const distance = (a: Point, b: Point) => Math.hypot(a.re - b.re, a.im - b.im);
    const pairs = points.flatMap((a, i) => points.slice(i + 1).map((b) => [a, b] as const));
    const least = Math.min(...pairs.map(([a, b]) => distance(a, b)));
    for (const [a, b] of pairs) {
      if (distance(a, b) < least * 1.001) assert.equal(a.bits.filter((bit, i) => bit !== b.bits[i]).length, 1);
    }
  });

  Deno.test(`${mod.name}: LLRs are those of a brute-force sum over the constellation`, () => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
    const decibel = fc.double({ min: -20, max: 45, noNaN: true });
    fc.assert(fc.property(coordinate, coordinate, decibel, (re, im, db) => {
      const snr = Math.fround(10 ** (db / 10));
      const llr = demapOne(mod, re, im, snr);
      bruteForce(points, re, im, snr).forEach((expected, i) => {
        const tolerance = 1e-6 * Math.max(Math.abs(expected), snr * 0.01, 1e-3);
        assert.ok(Math.abs(llr[i]! - expected) <= tolerance, `${i}: ${llr[i]} is not ${expected}`);
      });
    }));
  });

  Deno.test(`${mod.name}: LLRs have the sign of the bit sent, and are finite without noise`, () => {
    for (const snr of [0.01, 1, 100, 1e12, Infinity]) {
      for (const { bits, re, im } of points) {
        const llr = demapOne(mod, re, im, snr);
        llr.forEach((value, i) => {
          assert.ok(Number.isFinite(value));
          // At low SNR an inner symbol may well look like its likelier neighbours.
          if (snr >= 100) assert.equal(value < 0 ? 1 : 0, bits[i]);
        });
      }
    }
  });

  Deno.test(`${mod.name}: LLRs of lost uses are 0 and leave their neighbours alone`, () => {
    const random = new Random(6);
    const symbols = Float32Array.from({ length: 8 }, () => random.normal());
    const llr = new Float32Array(4 * mod.bitsPerSymbol).fill(9);
    mod.demap(symbols, Float32Array.of(2, 0, NaN, 3), llr);
    for (const [use, snr] of [[0, 2], [3, 3]] as const) {
      assert.deepEqual(
        llr.slice(use * mod.bitsPerSymbol, (use + 1) * mod.bitsPerSymbol),
        demapOne(mod, symbols[2 * use]!, symbols[2 * use + 1]!, snr),
      );
    }
    assert.ok(llr.slice(mod.bitsPerSymbol, 3 * mod.bitsPerSymbol).every((value) => value === 0));
  });
}

Deno.test("an unknown modulation is a usage error with a suggestion and the list", () => {
  assert.equal(modulationNamed("QPSK"), modulationNamed("qpsk"));
  assert.throws(() => modulationNamed("qspk"), (error) => {
    assert.ok(error instanceof UsageError);
    assert.equal(
      error.message,
      'Unknown modulation "qspk": did you mean qpsk? (known: bpsk, qpsk, 16qam, 64qam, 256qam)',
    );
    return true;
  });
});

Deno.test("arrays of the wrong length are refused", () => {
  const mod = modulationNamed("16qam");
  assert.throws(() => mod.modulate(new Uint8Array(9), new Float32Array(4)), /not a multiple of 4 \(nearest: 8\)/);
  assert.throws(() => mod.modulate(new Uint8Array(8), new Float32Array(5)), UsageError);
  const llr = new Float32Array(8);
  assert.throws(() => mod.demap(new Float32Array(4), new Float32Array(3), llr), UsageError);
  assert.throws(() => mod.demap(new Float32Array(6), new Float32Array(2), llr), UsageError);
});
