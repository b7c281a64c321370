import assert from "node:assert/strict";
import { BerCurve, type BerRow, type BerSettings } from "../../ber/ber.ts";
import { codeFamily } from "../../channel/coding/registry.ts";
import { interleaverNamed } from "../../channel/interleaver.ts";
import { modulationNamed } from "../../channel/modulation/registry.ts";
import { resolveReceiver } from "../../channel/receiver/receiver.ts";
import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";

interface Some extends Partial<Omit<BerSettings, "family" | "medium">> {
  readonly code?: string;
  readonly scheme?: string;
  readonly channel?: string;
  readonly antennas?: number;
  readonly csi?: string;
}

function curveOf(
  { code = "none", scheme = "qpsk", channel: spec = "awgn", antennas = 1, csi = "perfect", k = 1200, n = k, ...rest }:
    Some,
) {
  const bits = bitChannelFrom(spec);
  const settings = { family: codeFamily(code), k, n, seed: 3, errors: Infinity, limit: 60, ...rest };
  if (bits !== undefined) return new BerCurve({ ...settings, medium: { type: "bits", channel: bits } });
  const channel = channelFrom(spec);
  const medium = {
    type: "waveform",
    channel,
    receiver: resolveReceiver({ antennas, csi }, channel),
    impairments: {},
    modulation: modulationNamed(scheme),
    interleaver: interleaverNamed(undefined, channel),
  } as const;
  return new BerCurve({ ...settings, medium });
}

function assertTheory({ ber, theory_ber: theory, bits, bit_errors }: BerRow, says: string): void {
  assert.ok(bit_errors > 200, `${says}: ${bit_errors} errors`);
  // Bits of a symbol err together, now and then.
  assert.ok(Math.abs(ber - theory!) < 5 * Math.sqrt(theory! / bits), `${says}: ${ber}, not ${theory}`);
}

Deno.test("uncoded bits have the error rates of theory: every modulation over AWGN and Rayleigh fading, one antenna and two", async () => {
  const cases: [string, string, number, number][] = [
    ...([["bpsk", 3], ["qpsk", 6], ["16qam", 12], ["64qam", 17], ["256qam", 22]] as const).flatMap(([scheme, dB]): [
      string,
      string,
      number,
      number,
    ][] => [["awgn", scheme, 1, dB], ["rayleigh:fading=fast", scheme, 1, dB], [
      "rayleigh:fading=fast",
      scheme,
      2,
      dB - 4,
    ]]),
    ["awgn", "64qam", 3, 10],
  ];
  for (const [channel, scheme, antennas, dB] of cases) {
    assertTheory(
      await curveOf({ channel, scheme, antennas }).measure(dB),
      `${scheme}, ${channel}, ${antennas} antennas`,
    );
  }
  assertTheory(await curveOf({ channel: "bsc:p=0.07" }).measure(undefined), "bsc");
  assertTheory(await curveOf({ channel: "bec:p=0.2" }).measure(undefined), "bec");
});

Deno.test("blocks of independent bits: without a code, and repeated", async () => {
  for (const [code, n, dB] of [["none", 20, 6], ["repetition", 60, 1]] as const) {
    const { bler, theory_bler: theory } = await curveOf({ code, k: 20, n, limit: 4000 }).measure(dB);
    assert.ok(Math.abs(bler - theory!) < 4 * Math.sqrt(theory! / 4000), `${code}: ${bler}, not ${theory}`);
  }
});

Deno.test("the union bound is above what the convolutional code does, and near it where errors are rare", async () => {
  const { bler, theory_bler: bound, ber, theory_ber: bits } = await curveOf({
    code: "convolutional",
    k: 100,
    n: 212,
    limit: 8000,
  }).measure(3.2);
  assert.ok(bler < 1.1 * bound! && bler > 0.5 * bound!, `${bler}, ${bound}`);
  assert.ok(ber < 1.1 * bits! && ber > 0.3 * bits!, `${ber}, ${bits}`);
});

Deno.test("no code is better than the bound, nor is the best binary one; where theory has nothing there is nothing", async () => {
  for (const [code, k, n, dB] of [["polar", 64, 128, 1], ["ldpc", 500, 1000, 1.2]] as const) {
    const row = await curveOf({ code, k, n, limit: 200 }).measure(dB);
    assert.ok(row.bound_bler! <= row.normal_approximation_bler! && row.bound_bler! < row.bler_high, `${code}`);
    assert.ok(!("theory_ber" in row) && !("theory_bler" in row));
  }
  const qam = await curveOf({ code: "ldpc", k: 500, n: 1000, scheme: "16qam", limit: 100 }).measure(6.5);
  assert.ok(qam.bound_bler! < qam.bler_high && !("normal_approximation_bler" in qam));
  for (
    const some of [{ channel: "rician" }, { channel: "burst" }, { csi: "pilots", channel: "rayleigh" }, { csi: "none" }]
  ) {
    const row = curveOf(some).predict(5);
    assert.ok(!("theory_ber" in row), JSON.stringify(some));
  }
  assert.deepEqual(curveOf({ code: "convolutional:tail=biting", k: 100, n: 212 }).predict(3).theory_bler, undefined);
});
