import assert from "node:assert/strict";
import { gaussianTail } from "../../channel/gaussian_tail.ts";
import { impair, type Impairments, paprOf } from "../../channel/impairments.ts";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { Random } from "../../channel/random.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER, type Receiver, resolveReceiver } from "../../channel/receiver/receiver.ts";
import { channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { resolveWaveform } from "../../link/resolve.ts";

/** The bit error rate of uncoded QPSK. */
function bitErrorRate(
  spec: string,
  { impairments = {}, receiver = ORDINARY_RECEIVER, snr, uses, messages }: {
    readonly impairments?: Impairments;
    readonly receiver?: Receiver;
    readonly snr: number;
    readonly uses: number;
    readonly messages: number;
  },
): number {
  const channel = impair(channelFrom(spec), impairments);
  let wrong = 0;
  for (let message = 0; message < messages; message++) {
    const random = new Random(61, message);
    const bits = Uint8Array.from({ length: 2 * uses }, () => random.uint32() >>> 31);
    const x = new Float32Array(2 * uses);
    modulationNamed("qpsk").modulate(bits, x);
    const { y } = receive(channel, receiver, x, snr, random);
    bits.forEach((bit, i) => wrong += Number(Number(y[i]! < 0) !== bit));
  }
  return wrong / (2 * uses * messages);
}

function assertRate(measured: number, expected: number, bits: number, says: string): void {
  const sigma = Math.sqrt(2 * expected / bits); // bits of a use have something in common
  assert.ok(
    expected * bits > 100 && Math.abs(measured - expected) < 4 * sigma,
    `${says}: ${measured}, not ${expected}`,
  );
}

/** QPSK whose phase is off: each bit's part of the energy is larger or smaller by the other bit's. */
function withPhase(snr: number, phase: number): number {
  const [cosine, sine] = [Math.cos(phase), Math.sin(phase)].map((part) => Math.sqrt(snr) * part) as [number, number];
  return (gaussianTail(cosine - sine) + gaussianTail(cosine + sine)) / 2;
}

Deno.test("maximum-ratio combining over Rayleigh fading has the bit error rates of theory for 1, 2 and 4 antennas", () => {
  // J. G. Proakis, Digital Communications, 4th edition 2001, equation 14.4-15.
  const binomial = (n: number, k: number): number => k === 0 ? 1 : binomial(n - 1, k - 1) * n / k;
  for (const [antennas, decibel] of [[1, 8], [2, 6], [4, 1]] as const) {
    const perBit = 10 ** (decibel / 10) / 2;
    const mu = Math.sqrt(perBit / (1 + perBit));
    let expected = 0;
    for (let k = 0; k < antennas; k++) expected += binomial(antennas - 1 + k, k) * ((1 + mu) / 2) ** k;
    expected *= ((1 - mu) / 2) ** antennas;
    const receiver = { ...ORDINARY_RECEIVER, antennas };
    const rate = bitErrorRate("rayleigh:fading=fast", { receiver, snr: 2 * perBit, uses: 400, messages: 60 });
    assertRate(rate, expected, 48_000, `${antennas} antennas`);
  }
});

Deno.test("without fading n antennas are n times the SNR, by pilots and without CSI as well", () => {
  const expected = gaussianTail(Math.sqrt(2));
  for (const settings of [{}, { csi: "pilots", pilots: 200 }, { csi: "none" }]) {
    const receiver = resolveReceiver({ ...settings, antennas: 2 }, channelFrom("awgn"));
    const rate = bitErrorRate("awgn", { receiver, snr: 1, uses: 100, messages: 200 });
    assert.ok(Math.abs(rate - expected) < 0.012, `${JSON.stringify(settings)}: ${rate}, not ${expected}`);
  }
});

Deno.test("a carrier frequency offset turns the phase from use to use: QPSK has the bit error rate of theory", () => {
  const [snr, cfo, uses] = [10, 0.002, 50];
  let expected = 0;
  for (let i = 0; i < uses; i++) expected += withPhase(snr, 2 * Math.PI * cfo * i) / uses;
  assertRate(bitErrorRate("awgn", { impairments: { cfo }, snr, uses, messages: 600 }), expected, 60_000, "cfo");
});

Deno.test("phase noise walks: QPSK has the bit error rate of a phase of variance n steps", () => {
  const [snr, phaseNoise, uses] = [10, 4, 40];
  let expected = 0;
  for (let i = 0; i < uses; i++) {
    const deviation = Math.sqrt(i) * phaseNoise * Math.PI / 180;
    for (let z = -6; z <= 6; z += 0.05) {
      const weight = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * 0.05;
      expected += weight * withPhase(snr, deviation * z) / uses;
    }
  }
  const rate = bitErrorRate("awgn", { impairments: { phaseNoise }, snr, uses, messages: 3000 });
  assert.ok(Math.abs(rate / expected - 1) < 0.1, `${rate}, not ${expected}`);
});

Deno.test("clipping leaves a complex Gaussian signal the power and the correlation of theory, in time and on subcarriers", () => {
  // Of uses of mean power 1 clipped at amplitude A: 1 - exp(-A^2), and 1 - exp(-A^2) + sqrt(pi) / 2 A erfc(A) (J. J. Bussgang, 1952).
  const clipDb = 2;
  const A = 10 ** (clipDb / 20);
  const correlation = 1 - Math.exp(-A * A) + Math.sqrt(Math.PI) * A * gaussianTail(A * Math.SQRT2);
  const distortion = 1 - Math.exp(-A * A) - correlation ** 2;
  for (const spec of ["awgn", "tdl-a:spread=0,subcarriers=64"]) {
    const channel = impair(channelFrom(spec), { clipDb });
    const random = new Random(63);
    let [common, other, power] = [0, 0, 0];
    for (let message = 0; message < 40; message++) {
      const x = new Float64Array(256).map(() => Math.SQRT1_2 * random.normal());
      const { gains, interference } = channel.draw!(128, random);
      const heard = interference!(x);
      const [a, b] = [gains[0]!, gains[1]!]; // one gain for all uses
      for (let i = 0; i < x.length; i += 2) {
        const real = a * x[i]! - b * x[i + 1]! + heard[i]!;
        const imaginary = a * x[i + 1]! + b * x[i]! + heard[i + 1]!;
        const [c, d] = [(a * real + b * imaginary) / (a * a + b * b), (a * imaginary - b * real) / (a * a + b * b)];
        common += c * x[i]! + d * x[i + 1]!;
        power += x[i]! ** 2 + x[i + 1]! ** 2;
        other += (c - correlation * x[i]!) ** 2 + (d - correlation * x[i + 1]!) ** 2;
      }
    }
    assert.ok(Math.abs(common / power - correlation) < 0.01, `${spec}: ${common / power}, not ${correlation}`);
    assert.ok(
      Math.abs(other / power - distortion) < 0.06 * distortion + 0.003,
      `${spec}: ${other / power}, not ${distortion}`,
    );
  }
});

Deno.test("the peak-to-average power ratio: 0 dB of QPSK, 2.55 of 16-QAM, 3.68 of 64-QAM, and of OFDM what its samples have", () => {
  for (const [name, expected] of [["qpsk", 0], ["16qam", 2.55], ["64qam", 3.68], ["256qam", 4.23]] as const) {
    const modulation = modulationNamed(name);
    const random = new Random(64);
    const bits = Uint8Array.from({ length: 24_000 }, () => random.uint32() >>> 31);
    const x = new Float64Array(2 * bits.length / modulation.bitsPerSymbol);
    modulation.modulate(bits, x);
    assert.ok(Math.abs(paprOf(x) - expected) < 0.15, `${name}: ${paprOf(x)}`);
  }
  // All subcarriers alike are one peak: N of mean power 1. One subcarrier alone is a wave of one amplitude.
  const alike = new Float64Array(32).map((_, i) => i % 2 === 0 ? 1 : 0);
  assert.ok(Math.abs(paprOf(alike, 16) - 10 * Math.log10(16)) < 1e-9);
  assert.ok(Math.abs(paprOf(Float64Array.from(alike, (part, i) => i === 6 ? part : 0), 16)) < 1e-9);
});

Deno.test("a receiver that believes in another SNR hears the same, and says so", () => {
  const x = Float32Array.of(1, 0, 0, 1);
  const hear = (settings: object, spec = "rayleigh") => {
    const channel = channelFrom(spec);
    return receive(channel, resolveReceiver(settings, channel), x, 10, new Random(65, 1));
  };
  const [right, wrong] = [hear({}), hear({ rxSnrDb: 13.0103 })];
  assert.deepEqual(wrong.y, right.y);
  wrong.snr.forEach((snr, i) => assert.ok(Math.abs(snr / right.snr[i]! - 2) < 1e-4));
});

Deno.test("on OFDM a phase that turns from use to use is refused", () => {
  for (const settings of [{ cfo: 0.01 }, { phaseNoise: 1 }]) {
    assert.throws(
      () => resolveWaveform({ channel: "tdl-a", ...settings }),
      (error) =>
        error instanceof UsageError && /is OFDM, whose uses are subcarriers: leave one out$/.test(error.message),
    );
  }
  assert.deepEqual(resolveWaveform({ channel: "tdl-a", clipDb: 4 }).impairments, { clipDb: 4 });
});
