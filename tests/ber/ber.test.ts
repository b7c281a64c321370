import assert from "node:assert/strict";
import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { codeFamily } from "../../channel/coding/registry.ts";
import { type Interleaver, interleaverNamed } from "../../channel/interleaver.ts";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { type ReceiverSettings, resolveReceiver } from "../../channel/receiver/receiver.ts";
import { UsageError } from "../../errors.ts";
import { BerCurve, type BerRow, type BerSettings } from "../../ber/ber.ts";
import { gaussianTail } from "../../channel/gaussian_tail.ts";
import { proportionInterval } from "../../ber/proportion.ts";

interface Some extends Partial<Omit<BerSettings, "family" | "medium">> {
  readonly interleaver?: Interleaver;
  readonly code?: string;
  readonly scheme?: string;
  readonly channel?: string;
  readonly receiver?: ReceiverSettings;
}

function curveOf(
  { code = "none", scheme = "qpsk", channel: spec = "awgn", interleaver, receiver = {}, k = 100, n = k, ...rest }: Some,
): BerCurve {
  const channel = channelFrom(spec);
  const waveform = { channel, receiver: resolveReceiver(receiver, channel) };
  const medium = {
    type: "waveform",
    ...waveform,
    impairments: {},
    modulation: modulationNamed(scheme),
    interleaver: interleaverNamed(interleaver, channel),
  } as const;
  return new BerCurve({ family: codeFamily(code), k, n, medium, seed: 1, errors: Infinity, limit: 10, ...rest });
}

/** A point at an Eb/N0 in dB. */
async function at(some: Some, ebN0Db: number): Promise<BerRow> {
  const curve = curveOf(some);
  const row = await curve.measure(ebN0Db - curve.ebN0Offset);
  assert.ok(Math.abs(row.eb_n0_db! - ebN0Db) < 1e-9);
  return row;
}

function withinThreeSigma(row: BerRow, theory: number): void {
  assert.ok(row.bit_errors >= 100, `${row.bit_errors} errors`);
  const sigma = Math.sqrt(theory * (1 - theory) / row.bits);
  assert.ok(Math.abs(row.ber - theory) < 3 * sigma, `${row.ber} is not ${theory} +- ${sigma} at ${row.eb_n0_db} dB`);
}

for (const scheme of ["bpsk", "qpsk"]) {
  Deno.test(`uncoded ${scheme} on AWGN is Q(sqrt(2 Eb/N0))`, async () => {
    for (const dB of [-3, 0, 2, 4, 6, 7]) {
      const limit = dB < 4 ? 20 : 300;
      withinThreeSigma(await at({ scheme, k: 1000, limit }, dB), gaussianTail(Math.sqrt(2 * 10 ** (dB / 10))));
    }
  });
}

Deno.test("uncoded QPSK on fast Rayleigh fading is (1 - sqrt(g / (1 + g))) / 2", async () => {
  for (const dB of [0, 5, 10]) {
    const gain = 10 ** (dB / 10);
    const theory = (1 - Math.sqrt(gain / (1 + gain))) / 2;
    // The bits of a use share its gain, so a use is what is independent: twice the variance at most.
    const row = await at({ channel: "rayleigh:fading=fast", k: 1000, limit: 40 }, dB);
    assert.ok(row.bit_errors >= 100);
    assert.ok(Math.abs(row.ber - theory) < 3 * Math.sqrt(2 * theory / row.bits), `${row.ber}, ${theory}`);
  }
});

Deno.test("uncoded 16-QAM on AWGN is the three terms of Gray mapping", async () => {
  for (const dB of [0, 4, 8]) {
    const a = Math.sqrt(4 * 10 ** (dB / 10) / 5);
    const theory = (3 * gaussianTail(a) + 2 * gaussianTail(3 * a) - gaussianTail(5 * a)) / 4;
    withinThreeSigma(await at({ scheme: "16qam", k: 1000, limit: 60 }, dB), theory);
  }
});

Deno.test("a repeated bit has at the same Eb/N0 the error rate of one that is sent once", async () => {
  withinThreeSigma(
    await at({ code: "repetition", k: 1000, n: 4000, limit: 20 }, 3),
    gaussianTail(Math.sqrt(2 * 10 ** 0.3)),
  );
});

Deno.test("a channel for bits has one point, without an SNR", async () => {
  const bsc = bitChannelFrom("bsc:p=0.1")!;
  const settings = {
    family: codeFamily("none"),
    k: 1000,
    n: 1000,
    medium: { type: "bits", channel: bsc } as const,
    seed: 1,
    errors: 1000,
    limit: 20,
  };
  const row = await new BerCurve(settings).measure(undefined);
  withinThreeSigma(row, 0.1);
  assert.ok(!("es_n0_db" in row) && !("eb_n0_db" in row) && !("normal_approximation_bler" in row));
  await assert.rejects(new BerCurve(settings).measure(3), UsageError);
  await assert.rejects(curveOf({}).measure(undefined), UsageError);
});

Deno.test("block i depends on the seed and i alone: more blocks only add to what fewer gave", async () => {
  const strip = ({ mbits_per_s: _, ...row }: BerRow) => row;
  const some = { code: "convolutional", k: 50, n: 112 };
  const curve = curveOf({ ...some, limit: 60 });
  const row = strip(await curve.measure(0));
  assert.deepEqual(strip(await curve.measure(0)), row);
  assert.deepEqual(strip(await curveOf({ ...some, limit: 60 }).measure(0)), row);
  assert.notDeepEqual(strip(await curveOf({ ...some, limit: 60, seed: 2 }).measure(0)), row);
  const errorsOf = [];
  for (let limit = 1; limit <= 5; limit++) errorsOf.push((await curveOf({ ...some, limit }).measure(0)).bit_errors);
  assert.deepEqual(errorsOf, errorsOf.toSorted((a, b) => a - b));
  assert.ok(errorsOf.at(-1)! <= row.bit_errors);
});

Deno.test("a point ends with its errors, with its blocks, or where it is interrupted", async () => {
  const byErrors = await curveOf({ errors: 7, limit: 1000 }).measure(0);
  assert.deepEqual([byErrors.stopped, byErrors.block_errors], ["errors", 7]);
  const byLimit = await curveOf({ errors: 7, limit: 9 }).measure(20);
  assert.deepEqual([byLimit.stopped, byLimit.blocks, byLimit.bits], ["limit", 9, 900]);
  const interrupted = await curveOf({ limit: Infinity }).measure(0, () => true);
  assert.equal(interrupted.stopped, "interrupted");
  assert.ok(interrupted.blocks > 0 && interrupted.bits === 100 * interrupted.blocks);
});

Deno.test("rates are their counts' quotients, and the interval is around the block error rate", async () => {
  for (const [dB, limit] of [[3, 40], [30, 40], [-20, 3]] as const) {
    const row = await curveOf({ limit }).measure(dB);
    assert.equal(row.ber, row.bit_errors / row.bits);
    assert.equal(row.bler, row.block_errors / row.blocks);
    assert.ok(0 <= row.bler_low && row.bler_low <= row.bler && row.bler <= row.bler_high && row.bler_high <= 1);
    assert.ok(row.bler_high > row.bler_low);
  }
});

Deno.test("a point that ends with its errors has unbiased rates: their mean over many seeds is the true one", async () => {
  const [dB, k, errors] = [2, 10, 3];
  const bit = gaussianTail(Math.sqrt(2 * 10 ** (dB / 10)));
  const theory = { ber: bit, bler: 1 - (1 - bit) ** k };
  const sums = { ber: 0, bler: 0 };
  const seeds = 1500;
  for (let seed = 1; seed <= seeds; seed++) {
    const row = await curveOf({ k, errors, limit: 1e6, seed }).measure(dB + 10 * Math.log10(2));
    sums.ber += row.ber / seeds;
    sums.bler += row.bler / seeds;
  }
  // Errors over blocks would have a mean of 1.4 times the theory's, whose mean of three errors spreads by about as much as it is.
  for (const rate of ["ber", "bler"] as const) {
    assert.ok(Math.abs(sums[rate] / theory[rate] - 1) < 0.08, `${rate} ${sums[rate]}, not ${theory[rate]}`);
  }
});

Deno.test("the interval of a proportion: Wilson's textbook value, its ends, and the Poisson ends where few were seen", () => {
  const [low, high] = proportionInterval(25, 100);
  assert.ok(Math.abs(low - 0.1755) < 1e-4 && Math.abs(high - 0.343) < 1e-4, `${low}, ${high}`);
  // The means of Poisson variables that are 1, 2 and 3 or more with probability 0.05 (Brown, Cai and DasGupta, 2001).
  [0.0513, 0.3554, 0.8177].forEach((mean, i) => {
    assert.ok(Math.abs(proportionInterval(i + 1, 1e4)[0] * 1e4 - mean) < 2e-4, `${i + 1}`);
  });
  assert.equal(proportionInterval(0, 50)[0], 0);
  assert.equal(proportionInterval(50, 50)[1], 1);
  assert.ok(Math.abs(proportionInterval(0, 50)[1] - 3.8415 / 53.8415) < 1e-4);
});

Deno.test("the normal approximation goes with BPSK and QPSK on AWGN, and with a code", async () => {
  const polar = { code: "polar", k: 64, n: 128, limit: 60 };
  const row = await curveOf(polar).measure(1);
  assert.ok(row.normal_approximation_bler! > 0 && row.normal_approximation_bler! < row.bler);
  assert.ok(row.normal_approximation_gap_db! > 0.3 && row.normal_approximation_gap_db! < 2);
  for (const other of [{ ...polar, scheme: "16qam" }, { ...polar, channel: "rayleigh" }, { k: 128 }]) {
    assert.ok(!("normal_approximation_bler" in await curveOf({ limit: 1, ...other }).measure(1)));
  }
  // No errors, no distance.
  assert.ok(!("normal_approximation_gap_db" in await curveOf({ ...polar, limit: 1 }).measure(30)));
});

Deno.test("what is impossible is said with the nearest legal value", () => {
  const refused = (some: Some, says: RegExp) =>
    assert.throws(() => curveOf(some), (error) => error instanceof UsageError && says.test(error.message));
  refused({ code: "polar", k: 64, n: 70 }, /nearest: n=75/);
  refused({ k: 100, n: 101 }, /nearest: n=100/);
  refused({ k: 101 }, /qpsk: n must be a multiple of 2 \(nearest: k=10[02]\)/);
  refused({ k: 128, scheme: "64qam" }, /nearest: k=126/);
  refused({ code: "polar", k: 64, n: 127, scheme: "64qam" }, /64qam: n must be a multiple of 6 \(nearest: n=126\)/);
  refused({ code: "polar", k: 64, n: 75 }, /nearest: n=76/); // 74 is nearer, but too short
  refused({ k: 1_000_001 }, /the most is 1000000/);
});

Deno.test("an SNR that is no number or out of all bounds is refused", async () => {
  for (const dB of [NaN, 101, -51]) await assert.rejects(curveOf({}).measure(dB), UsageError);
});

Deno.test("the interleaver of TS 38.212 gives LDPC in 64-QAM what Sionna's has: 0.006 blocks in error at 11.5 dB, not 0.042", async () => {
  const { block_errors } = await curveOf({ code: "ldpc", scheme: "64qam", k: 498, n: 996, limit: 2000 }).measure(11.5);
  assert.ok(block_errors >= 3 && block_errors <= 26, `${block_errors} of 2000`); // 12 expected, and 84 without
});

Deno.test("interleaving takes a convolutional code from 0.53 to 0.10 blocks in error where fading is slow, from 0.30 to 0.002 in bursts", async () => {
  const blerOf = async (channel: string, interleaver: Interleaver) =>
    (await curveOf({ code: "convolutional", channel, interleaver, n: 200, limit: 1000 }).measure(6)).bler;
  for (const [channel, plain, spread] of [["rayleigh:doppler=0.02", 0.53, 0.1], ["burst", 0.3, 0.002]] as const) {
    const [without, standard, random] = await Promise.all(
      (["none", "standard", "random"] as const).map((name) => blerOf(channel, name)),
    );
    assert.equal(without, standard, "this code has no interleaver of its own");
    assert.ok(Math.abs(without! - plain) < 0.07, `${channel} without: ${without}`);
    assert.ok(random! < spread * 1.3 + 0.005, `${channel} with: ${random}`);
  }
});
