import assert from "node:assert/strict";
import { pilotPositions } from "../../../channel/receiver/pilots.ts";
import { modulationNamed } from "../../../channel/modulation/registry.ts";
import { Random } from "../../../channel/random.ts";
import { channelFrom } from "../../../channel/registry.ts";
import { receive } from "../../../channel/receiver/receive.ts";
import { type ReceiverSettings, resolveReceiver } from "../../../channel/receiver/receiver.ts";
import { modulate } from "../../../link/modulated.ts";
import { besselJ0 } from "../theory.ts";

/** A channel and the receiver of these settings. */
function waveform(spec: string, settings: ReceiverSettings) {
  const channel = channelFrom(spec);
  return { channel, receiver: resolveReceiver(settings, channel) };
}

/** Sends uses over a channel to a receiver. */
function send(spec: string, settings: ReceiverSettings, x: Float32Array, snr: number, random: Random) {
  const { channel, receiver } = waveform(spec, settings);
  return receive(channel, receiver, x, snr, random);
}

/** QPSK symbols. */
function symbols(uses: number, random: Random): Float32Array {
  return Float32Array.from({ length: 2 * uses }, () => random.uniform() < 0.5 ? -Math.SQRT1_2 : Math.SQRT1_2);
}

Deno.test("perfect CSI and zero forcing: y is x plus the noise over the gain, of which the effective SNR tells", () => {
  const [x, snr] = [symbols(40, new Random(120)), 5];
  const h = channelFrom("rician:fading=fast").gains(40, new Random(3, 4));
  const { y, snr: effective } = send("rician:fading=fast", {}, x, snr, new Random(3, 4));
  const random = new Random(3, 4);
  channelFrom("rician:fading=fast").gains(40, random);
  const sigma = Math.sqrt(1 / (2 * snr));
  for (let i = 0; i < y.length; i += 2) {
    const [real, imaginary] = [sigma * random.normal(), sigma * random.normal()];
    const power = h[i]! ** 2 + h[i + 1]! ** 2;
    assert.ok(Math.abs(y[i]! - x[i]! - (real * h[i]! + imaginary * h[i + 1]!) / power) < 1e-5);
    assert.ok(Math.abs(y[i + 1]! - x[i + 1]! - (imaginary * h[i]! - real * h[i + 1]!) / power) < 1e-5);
    assert.ok(Math.abs(effective[i]! / (power * snr) - 1) < 1e-6);
  }
});

Deno.test("on AWGN no CSI is as good as perfect CSI", () => {
  const x = symbols(200, new Random(121));
  const by = (csi: string) => send("awgn", { csi }, x, 4, new Random(122));
  assert.deepEqual(by("none"), by("perfect"));
});

Deno.test("without CSI every gain is taken to be 1: what fades has the mean SNR and the wrong phase", () => {
  const x = symbols(40_000, new Random(123));
  const { y, snr } = send("rayleigh:fading=fast", { csi: "none" }, x, 100, new Random(124));
  assert.ok(snr.every((value) => value === 100));
  const wrong = y.reduce((errors, value, i) => errors + Number(Math.sign(value) !== Math.sign(x[i]!)), 0);
  assert.ok(Math.abs(wrong / x.length - 0.5) < 0.01);
});

Deno.test("whatever the receiver knows, a message of one gain meets the same gain and the same noise", () => {
  const x = symbols(60, new Random(125));
  for (const spec of ["awgn", "rayleigh", "rician:k=3"]) {
    const by = (settings: ReceiverSettings) => send(spec, settings, x, 300, new Random(126, 7));
    const perfect = by({});
    const matched = by({ equaliser: "matched" });
    const pilots = by({ csi: "pilots", pilots: 256 }); // estimates as good as exact
    perfect.y.forEach((value, i) => {
      const size = Math.hypot(perfect.y[i - i % 2]!, perfect.y[i - i % 2 + 1]!);
      assert.ok(Math.abs(matched.y[i]! - value) < 1e-5 * size, spec);
      assert.ok(Math.abs(pilots.y[i]! - value) < 0.05 * size, spec);
      assert.ok(Math.abs(pilots.snr[i]! / perfect.snr[i]! - 1) < 0.1, spec);
    });
  }
});

Deno.test("a message's reception depends on its stream alone", () => {
  for (const spec of ["rayleigh", "rayleigh:doppler=0.05", "tdl-c"]) {
    const x = symbols(50, new Random(127));
    const by = (estimate: string, index: number) => send(spec, { csi: "pilots", estimate }, x, 3, new Random(1, index));
    const first = by("lmmse", 1);
    assert.deepEqual(by("lmmse", 1), first);
    assert.notDeepEqual(by("lmmse", 2), first);
    assert.notDeepEqual(by("ls", 1), first);
    assert.equal(first.y.length, x.length);
  }
});

Deno.test("an empty message has no pilots", () => {
  const random = new Random(128);
  send("rayleigh", { csi: "pilots" }, new Float32Array(), 3, random);
  assert.equal(random.uint32(), new Random(128).uint32());
});

Deno.test("the effective SNR that LMMSE estimates lead to is what is left: |y - x|^2 * snr has mean 1", () => {
  const messages = 2000;
  for (const spec of ["rayleigh", "rayleigh:doppler=0.03", "tdl-b:subcarriers=16,spread=0.5"]) {
    for (const pilotPowerDb of [-3, 6]) {
      let mean = 0;
      for (let message = 0; message < messages; message++) {
        const random = new Random(129, message);
        const x = symbols(10, random);
        const { y, snr } = send(spec, { csi: "pilots", pilots: 6, pilotPowerDb }, x, 2, random);
        const i = 2 * (message % 10);
        mean += ((y[i]! - x[i]!) ** 2 + (y[i + 1]! - x[i + 1]!) ** 2) * snr[i]! / messages;
      }
      assert.ok(Math.abs(mean - 1) < 4 / Math.sqrt(messages), `${spec}: ${mean}`);
    }
  }
});

/** The share of wrong bits among one bit of each message of uncoded QPSK: they are independent. */
function bitErrorRate(spec: string, settings: ReceiverSettings, snr: number, data: number, messages: number): number {
  const qpsk = modulate(modulationNamed("qpsk"), waveform(spec, settings), snr);
  let errors = 0;
  for (let message = 0; message < messages; message++) {
    const random = new Random(130, message);
    const bits = Uint8Array.from({ length: 2 * data }, () => random.uint32() >>> 31);
    const llr = qpsk.transmit(bits, random);
    const bit = message % (2 * data);
    errors += Number(Number(llr[bit]! < 0) !== bits[bit]);
  }
  return errors / messages;
}

/**
 * QPSK over Rayleigh fading with a noisy reference: `estimate` is the mean power of the estimate of the gain h, `common`
 * the mean of h times its conjugate (J. G. Proakis, Digital Communications, 4th edition 2001, appendix C).
 */
function theory(snr: number, common: number, estimate: number): number {
  const correlation = common / Math.sqrt(estimate * (1 + 1 / snr));
  return (1 - correlation / Math.sqrt(2 - correlation ** 2)) / 2;
}

function assertRate(measured: number, expected: number, messages: number, says: string): void {
  const off = Math.abs(measured - expected) / Math.sqrt(expected * (1 - expected) / messages);
  assert.ok(expected * messages >= 100 && off < 3.5, `${says}: ${measured}, not ${expected}`);
}

Deno.test("block Rayleigh: uncoded QPSK by pilots has the bit error rate of theory, whatever estimates and equalises", () => {
  const messages = 6000;
  const ways = [{ estimate: "ls" }, { estimate: "lmmse", equaliser: "mmse" }, { equaliser: "matched" }];
  for (const [decibel, pilots, pilotPowerDb] of [[5, 1, 0], [10, 4, 0], [10, 2, -6]] as const) {
    const mean = 10 ** (decibel / 10);
    const power = 10 ** (pilotPowerDb / 10);
    const snr = mean * (3 + pilots) / (3 + pilots * power); // of the data, three uses
    const error = 1 / (snr * pilots * power); // N0 over the pilots' energy
    const expected = theory(snr, 1, 1 + error);
    for (const way of ways) {
      const measured = bitErrorRate("rayleigh", { csi: "pilots", pilots, pilotPowerDb, ...way }, mean, 3, messages);
      assertRate(measured, expected, messages, `${decibel} dB, ${pilots} pilots, ${JSON.stringify(way)}`);
    }
    // Knowing the gain is better by more than the test tolerates.
    assert.ok(expected - theory(snr, 1, 1) > 5 * Math.sqrt(expected / messages) || pilots === 4);
  }
});

Deno.test("Doppler: uncoded QPSK between two pilots has the bit error rate of theory for both estimators", () => {
  const [messages, snr, doppler, data] = [15_000, 20, 0.03, 6];
  const [first, second] = pilotPositions(data + 2, 2) as unknown as [number, number];
  const correlation = (lag: number) => besselJ0(2 * Math.PI * doppler * lag);
  const places = Array.from({ length: data + 2 }, (_, i) => i).filter((i) => i !== first && i !== second);
  const mean = (rate: (place: number) => number) => places.reduce((sum, place) => sum + rate(place) / data, 0);
  const between = correlation(second - first);
  const ls = mean((place) => {
    const share = Math.min(1, Math.max(0, (place - first) / (second - first)));
    const common = (1 - share) * correlation(place - first) + share * correlation(place - second);
    const squares = (1 - share) ** 2 + share ** 2;
    return theory(snr, common, squares * (1 + 1 / snr) + 2 * share * (1 - share) * between);
  });
  const linear = mean((place) => {
    const [a, b] = [correlation(place - first), correlation(place - second)];
    const own = 1 + 1 / snr;
    const power = (own * (a * a + b * b) - 2 * between * a * b) / (own * own - between * between); // c (C + N)^-1 c
    return theory(snr, power, power);
  });
  assert.ok(ls - linear > 0.002, "the test can tell them apart");
  const spec = `rayleigh:doppler=${doppler}`;
  for (const [estimate, expected] of [["ls", ls], ["lmmse", linear]] as const) {
    const measured = bitErrorRate(spec, { csi: "pilots", pilots: 2, estimate }, snr, data, messages);
    assertRate(measured, expected, messages, estimate);
  }
});
