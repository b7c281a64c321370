import assert from "node:assert/strict";
import type { BerOptions } from "../../cli/ber/flags.ts";
import { createBerSettings, esN0Points } from "../../cli/ber/settings.ts";
import { UsageError } from "../../errors.ts";
import { BerCurve } from "../../ber/ber.ts";

function options(given: Partial<BerOptions>): BerOptions {
  return {
    channelCode: undefined,
    k: undefined,
    n: undefined,
    codeRate: undefined,
    modulation: undefined,
    interleaver: undefined,
    channel: undefined,
    csi: undefined,
    pilots: undefined,
    pilotPowerDb: undefined,
    estimate: undefined,
    equaliser: undefined,
    antennas: undefined,
    rxSnrDb: undefined,
    cfo: undefined,
    phaseNoise: undefined,
    clipDb: undefined,
    snrDb: undefined,
    ebn0: undefined,
    errors: 1,
    limit: 1,
    seed: undefined,
    out: undefined,
    rounds: 1,
    json: false,
    quiet: false,
    ...given,
  };
}

function pointsOf(given: Partial<BerOptions>) {
  return esN0Points(options(given), new BerCurve(createBerSettings(options(given))));
}

Deno.test("block lengths follow from what is given", () => {
  const cases: [Partial<BerOptions>, number, number][] = [
    [{}, 128, 128],
    [{ modulation: "64qam" }, 126, 126],
    [{ k: 10 }, 10, 10],
    [{ n: 10 }, 10, 10],
    [{ channelCode: "polar" }, 128, 256],
    [{ channelCode: "polar", n: 160 }, 128, 160],
    [{ channelCode: "ldpc", k: 100, codeRate: 1 / 3 }, 100, 300],
    [{ channelCode: "polar", k: 100, codeRate: 0.7, modulation: "64qam" }, 100, 144],
    [{ channelCode: "polar", k: 65, codeRate: 0.7, channel: "bsc" }, 65, 93],
  ];
  for (const [given, k, n] of cases) {
    const { settings } = new BerCurve(createBerSettings(options(given)));
    assert.deepEqual([settings.k, settings.n], [k, n], JSON.stringify(given));
  }
});

Deno.test("points are Es/N0, or Eb/N0 less the information bits of a use", () => {
  assert.deepEqual(pointsOf({ snrDb: [0, 3] }), [0, 3]);
  assert.deepEqual(pointsOf({ ebn0: [0, 3], modulation: "bpsk" }), [0, 3]);
  const [first] = pointsOf({ ebn0: [1], modulation: "16qam", channelCode: "repetition", k: 100, n: 200 });
  assert.ok(Math.abs(first! - 1 - 10 * Math.log10(2)) < 1e-12);
  assert.deepEqual(pointsOf({ channel: "bec:p=0.3" }), [undefined]);
});

Deno.test("Eb/N0 pays for pilots", () => {
  const pilots = { csi: "pilots", pilots: 16, pilotPowerDb: 3, modulation: "qpsk", k: 128 } as const;
  const [point] = pointsOf({ ebn0: [4], ...pilots });
  const energy = (64 + 16) / 64; // of a data use, with its share of the pilots: the mean of all is that of the SNR
  assert.ok(Math.abs(point! - (4 - 10 * Math.log10(energy) + 10 * Math.log10(2))) < 1e-12);
});

Deno.test("what contradicts itself or is unknown is a usage error", () => {
  const cases: [Partial<BerOptions>, RegExp][] = [
    [{}, /No point is given: say --snr 0:6:1/],
    [{ snrDb: [0], ebn0: [0] }, /Both --snr and --ebn0 are given/],
    [{ snrDb: [0], n: 128, codeRate: 0.5 }, /Both --n and --code-rate are given/],
    [{ snrDb: [0], channel: "bsc" }, /carries bits as they are: leave --snr and --ebn0 out/],
    [{ modulation: "qpsk", channel: "bsc" }, /carries bits as they are/],
    [{ csi: "none", channel: "bsc" }, /The CSI is none, and the channel bsc:p=0.05 carries bits/],
    [{ snrDb: [0], pilots: 4 }, /The number of pilots is 4, and the CSI is perfect/],
    [{ snrDb: [0], channelCode: "poler" }, /Unknown channel code "poler": did you mean polar\?/],
    [{ snrDb: [0], modulation: "qspk" }, /Unknown modulation "qspk": did you mean qpsk\?/],
    [{ snrDb: [0], channel: "agwn" }, /Unknown channel "agwn": did you mean awgn\?/],
    [{ snrDb: [0], channelCode: "polar", k: 64, n: 70 }, /\(nearest: n=75\)/],
    [{ snrDb: [0], channelCode: "polar", k: 2000 }, /\(nearest: k=1013\)/],
    [{ snrDb: [0], channelCode: "polar", codeRate: 2 }, /The code rate is 2, and must be above 0 and at most 1/],
    [{ snrDb: [0], codeRate: 0.5 }, /The code rate is 0.5, and must be 1 without a channel code/],
    [{ snrDb: [0], channelCode: "repetition", codeRate: 1e-7 }, /the most is 1000000/],
  ];
  for (const [given, says] of cases) {
    assert.throws(
      () => pointsOf(given),
      (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
      JSON.stringify(given),
    );
  }
});
