import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFamilies, channelFrom } from "../../channel/registry.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";

/** Every channel for uses with its defaults, and the settings that take another path. */
const SPECS = [
  ...channelFamilies().filter(({ carries }) => carries === "uses").map(({ name }) => name),
  ...["rayleigh:fading=fast", "rayleigh:doppler=0.02", "rician:k=3,fading=fast", "rician:k=-5,doppler=0.1"],
  ...["tdl-a:doppler=0.02", "tdl-b:subcarriers=16,spread=0", "tdl-e:subcarriers=200,spread=5,doppler=0.01"],
  ...["burst:bad=10,enter=0.5,leave=0.5", "erasure:p=0.5"],
];

Deno.test("the mean power gain is 1, but for what an erasure channel loses", () => {
  for (const spec of SPECS) {
    const channel = channelFrom(spec);
    const messages = 4000;
    const uses = 4;
    let sum = 0, squares = 0;
    for (let message = 0; message < messages; message++) {
      const { snr } = receive(channel, ORDINARY_RECEIVER, new Float32Array(2 * uses), 5, new Random(21, message));
      const gain = snr.reduce((total, value) => total + value, 0) / snr.length / 5;
      sum += gain;
      squares += gain * gain;
    }
    const mean = sum / messages;
    const deviation = Math.sqrt(Math.max(0, squares / messages - mean * mean) / messages);
    const p = /erasure:p=(.*)/.exec(channel.name)?.[1] ?? 0;
    assert.ok(Math.abs(mean - (1 - Number(p))) < 4 * deviation + 1e-6, `${spec}: ${mean} +- ${deviation}`);
    assert.ok(deviation < 0.025, `${spec}: ${deviation}`);
  }
});

Deno.test("after equalisation the noise has variance 1 / (2 snr) in each real dimension", () => {
  for (const spec of SPECS) {
    const channel = channelFrom(spec);
    const squares = [0, 0];
    let heard = 0;
    for (let message = 0; message < 400; message++) {
      const x = Float32Array.from({ length: 40 }, (_, i) => [0.6, -0.8][i % 2]!);
      const { y, snr } = receive(channel, ORDINARY_RECEIVER, x, 100, new Random(22, message));
      assert.ok(snr.every((value, i) => value === snr[i - i % 2]), "one SNR a use");
      snr.forEach((value, i) => {
        if (value === 0) return assert.equal(y[i], 0);
        heard += 0.5;
        squares[i % 2]! += (y[i]! - x[i]!) ** 2 * 2 * value;
      });
    }
    for (const sum of squares) {
      assert.ok(Math.abs(sum / heard - 1) < 4 * Math.sqrt(2 / heard), `${spec}: ${sum / heard}`);
    }
  }
});

Deno.test("a message meets the same channel whatever was sent before it, another message another one", () => {
  for (const spec of SPECS) {
    const channel = channelFrom(spec);
    const x = new Float32Array(300).fill(0.5);
    const send = (one = channel, seed = 1, index = 3) => receive(one, ORDINARY_RECEIVER, x, 2, new Random(seed, index));
    const first = send();
    receive(channel, ORDINARY_RECEIVER, new Float32Array(14), 1, new Random(8));
    assert.deepEqual(send(), first, spec);
    assert.deepEqual(send(channelFrom(channel.name)), first, spec);
    assert.notDeepEqual(send(channel, 1, 4), first, spec);
    assert.notDeepEqual(send(channel, 2, 3), first, spec);
  }
});

Deno.test("the gains are those that a transmission of the same stream meets", () => {
  for (const spec of SPECS) {
    const channel = channelFrom(spec);
    const gains = channel.gains(150, new Random(5, 6));
    const { snr } = receive(channel, ORDINARY_RECEIVER, new Float32Array(300), 2, new Random(5, 6));
    for (let i = 0; i < snr.length; i++) {
      const power = gains[i - i % 2]! ** 2 + gains[i - i % 2 + 1]! ** 2;
      assert.ok(Math.abs(snr[i]! - 2 * power) <= 1e-6 * power, spec);
    }
  }
});

Deno.test("an empty message is no problem", () => {
  for (const spec of SPECS) {
    const nothing = new Float32Array();
    assert.deepEqual(receive(channelFrom(spec), ORDINARY_RECEIVER, nothing, 1, new Random(1)), {
      y: nothing,
      snr: nothing,
    });
  }
});
