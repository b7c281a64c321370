import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { besselJ0, kolmogorovSmirnov, riceDistribution } from "./theory.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";

/** The amplitudes that so many uses meet. */
function amplitudes(spec: string, uses: number, random: Random): Float64Array {
  const { snr } = receive(channelFrom(spec), ORDINARY_RECEIVER, new Float32Array(2 * uses), 1, random);
  return Float64Array.from({ length: uses }, (_, use) => Math.sqrt(snr[2 * use]!));
}

Deno.test("the reference functions have their known values", () => {
  assert.ok(Math.abs(besselJ0(1) - 0.7651976866) < 1e-10);
  assert.ok(Math.abs(besselJ0(2.404825557695773)) < 1e-10);
  const rayleigh = riceDistribution(0);
  for (const r of [0.1, 0.5, 1, 2]) assert.ok(Math.abs(rayleigh(r) - (1 - Math.exp(-r * r))) < 1e-5);
  assert.ok(Math.abs(riceDistribution(4)(1) - 0.5649279841) < 1e-5); // 1 - Q1(sqrt 8, sqrt 10)
});

Deno.test("fast fading: amplitudes have the Rayleigh and the Rice distribution", () => {
  const distance = (spec: string, k: number) =>
    kolmogorovSmirnov(amplitudes(spec, 10_000, new Random(31)), riceDistribution(k));
  assert.ok(distance("rayleigh:fading=fast", 0) <= 0.02);
  for (const k of [-10, 0, 6, 12]) {
    const d = distance(`rician:k=${k},fading=fast`, 10 ** (k / 10));
    assert.ok(d <= 0.02, `K ${k} dB: ${d}`);
  }
  assert.ok(distance("rician:k=0,fading=fast", 0) > 0.05, "the test can tell them apart");
});

Deno.test("block and Doppler fading: over the messages amplitudes have the same distributions", () => {
  for (const fading of ["fading=block", "doppler=0.05"]) {
    for (const [name, k] of [["rayleigh:", 0], ["rician:k=3,", 10 ** 0.3]] as const) {
      const drawn = Float64Array.from(
        { length: 10_000 },
        (_, message) => amplitudes(`${name}${fading}`, 2, new Random(32, message))[1]!,
      );
      const d = kolmogorovSmirnov(drawn, riceDistribution(k));
      assert.ok(d <= 0.02, `${name}${fading}: ${d}`);
    }
  }
});

Deno.test("block fading: one gain within a message, another in the next", () => {
  for (const spec of ["rayleigh", "rician:k=3"]) {
    const [first, second] = [1, 2].map((message) => amplitudes(spec, 500, new Random(33, message)));
    assert.ok(first!.every((value) => value === first![0]));
    assert.ok(Math.abs(first![0]! - second![0]!) > 1e-3);
  }
});

Deno.test("Doppler: the autocorrelation over messages is J0(2 pi fD t)", () => {
  const messages = 3000;
  const uses = 60;
  for (const doppler of [0.005, 0.03, 0.2]) {
    const channel = channelFrom(`rayleigh:doppler=${doppler}`);
    const lags = [0, 1, 2, 5, 10, 20, 40];
    const real = lags.map(() => 0);
    const imaginary = lags.map(() => 0);
    for (let message = 0; message < messages; message++) {
      const h = channel.gains(uses, new Random(34, message));
      const [a, b] = [h[20]!, h[21]!]; // use 10 and those after it
      lags.forEach((lag, i) => {
        const [c, d] = [h[20 + 2 * lag]!, h[21 + 2 * lag]!];
        real[i]! += (a * c + b * d) / messages;
        imaginary[i]! += (a * d - b * c) / messages;
      });
    }
    lags.forEach((lag, i) => {
      const expected = besselJ0(2 * Math.PI * doppler * lag);
      const says = `fD ${doppler}, lag ${lag}: ${real[i]} + ${imaginary[i]}j, not ${expected}`;
      assert.ok(Math.abs(real[i]! - expected) < 4 / Math.sqrt(messages), says);
      assert.ok(Math.abs(imaginary[i]!) < 4 / Math.sqrt(messages), says);
    });
  }
});

Deno.test("Doppler: the rotations stay exact over a long message, and a Doppler shift of 0 is block fading", () => {
  const long = amplitudes("rayleigh:doppler=0.3", 200_000, new Random(35));
  const power = (part: Float64Array) => part.reduce((sum, value) => sum + value * value, 0) / part.length;
  assert.ok(Math.abs(power(long) - 1) < 0.05 && Math.abs(power(long.subarray(-20_000)) - 1) < 0.1);
  const still = amplitudes("rayleigh:doppler=0", 1000, new Random(35));
  assert.ok(still.every((value) => Math.abs(value - still[0]!) < 1e-6));
});

Deno.test("rician: the line of sight has power K/(K+1) and one phase within a message", () => {
  const channel = channelFrom("rician:k=10,fading=fast");
  const uses = 20_000;
  const mean = (message: number) => {
    const h = channel.gains(uses, new Random(36, message));
    return [0, 1].map((part) => h.reduce((sum, value, i) => i % 2 === part ? sum + value : sum, 0) / uses);
  };
  const phases = [1, 2, 3, 4].map((message) => {
    const [real, imaginary] = mean(message);
    assert.ok(Math.abs(real! ** 2 + imaginary! ** 2 - 10 / 11) < 0.02);
    return Math.atan2(imaginary!, real!).toFixed(2);
  });
  assert.equal(new Set(phases).size, 4);
});

Deno.test("fast Rayleigh: uncoded QPSK has the bit error rate of theory, (1 - sqrt(g / (1 + g))) / 2", () => {
  const uses = 60_000;
  for (const decibel of [0, 5, 10, 15, 20]) {
    const snr = 10 ** (decibel / 10);
    const random = new Random(37);
    const x = Float32Array.from({ length: 2 * uses }, () => random.uniform() < 0.5 ? -Math.SQRT1_2 : Math.SQRT1_2);
    const { y } = receive(channelFrom("rayleigh:fading=fast"), ORDINARY_RECEIVER, x, snr, new Random(38, decibel));
    let errors = 0;
    // The real parts alone: both parts of a use share its gain, so their errors are not independent.
    for (let i = 0; i < x.length; i += 2) errors += Number(Math.sign(y[i]!) !== Math.sign(x[i]!));
    const g = snr / 2; // Es/N0 shared by two bits
    const theory = (1 - Math.sqrt(g / (1 + g))) / 2;
    assert.ok(errors >= 100);
    const off = Math.abs(errors / uses - theory) / Math.sqrt(theory * (1 - theory) / uses);
    assert.ok(off < 3, `${decibel} dB: ${errors / uses}, not ${theory}`);
  }
});
