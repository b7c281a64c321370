import assert from "node:assert/strict";
import { modulationNamed } from "../../../channel/modulation/registry.ts";
import { Random } from "../../../channel/random.ts";

/** The Gaussian tail probability by Craig's integral, to about 1e-12. */
function tail(x: number): number {
  const pieces = 2000;
  let sum = 0;
  for (let i = 0; i < pieces; i++) {
    const angle = ((i + 0.5) / pieces) * (Math.PI / 2);
    sum += Math.exp(-(x * x) / (2 * Math.sin(angle) ** 2));
  }
  return sum / pieces / 2;
}

/** Bit errors of uncoded transmission over `uses` uses, with gain h drawn for every use by `power`(|h|^2). */
function countErrors(name: string, snr: number, uses: number, random: Random, power: () => number): number {
  const mod = modulationNamed(name);
  const bits = Uint8Array.from({ length: uses * mod.bitsPerSymbol }, () => random.uint32() >>> 31);
  const symbols = new Float64Array(2 * uses);
  const effective = Float32Array.from({ length: uses }, () => snr * power());
  mod.modulate(bits, symbols);
  for (let i = 0; i < symbols.length; i++) symbols[i]! += Math.sqrt(0.5 / effective[i >> 1]!) * random.normal();
  const llr = new Float32Array(bits.length);
  mod.demap(symbols, effective, llr);
  return bits.reduce((errors, bit, i) => errors + ((llr[i]! < 0 ? 1 : 0) !== bit ? 1 : 0), 0);
}

// Uncoded BPSK and QPSK have the same bit error rate at the same Eb/N0.
for (const [name, bitsPerSymbol] of [["bpsk", 1], ["qpsk", 2]] as const) {
  Deno.test(`${name}: bit error rate over AWGN is Q(sqrt(2 Eb/N0)) within 3 sigma`, () => {
    const random = new Random(7);
    for (const db of [-2, 0, 2, 4, 6]) {
      const ebN0 = 10 ** (db / 10);
      const bits = 100_000;
      const p = tail(Math.sqrt(2 * ebN0));
      const errors = countErrors(name, ebN0 * bitsPerSymbol, bits / bitsPerSymbol, random, () => 1);
      assert.ok(errors >= 100);
      assert.ok(Math.abs(errors - bits * p) < 3 * Math.sqrt(bits * p * (1 - p)), `${db} dB: ${errors} of ${bits}`);
    }
  });

  Deno.test(`${name}: bit error rate over fast Rayleigh fading is (1 - sqrt(g / (1 + g))) / 2 within 3 sigma`, () => {
    const random = new Random(8);
    for (const db of [0, 5, 10, 15]) {
      const ebN0 = 10 ** (db / 10);
      const uses = 50_000;
      const bits = uses * bitsPerSymbol;
      const p = (1 - Math.sqrt(ebN0 / (1 + ebN0))) / 2;
      const errors = countErrors(name, ebN0 * bitsPerSymbol, uses, random, () => -Math.log(random.uniform()));
      // The bits of one use share its gain: their errors are counted as if all were correlated.
      const deviation = Math.sqrt(bits * bitsPerSymbol * p * (1 - p));
      assert.ok(errors >= 100);
      assert.ok(Math.abs(errors - bits * p) < 3 * deviation, `${db} dB: ${errors} of ${bits}`);
    }
  });
}
