import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";

Deno.test("awgn: the noise is N0/2 in each real dimension and has no mean", () => {
  const uses = 100_000;
  for (const snr of [0.5, 4]) {
    const x = new Float32Array(2 * uses).fill(Math.SQRT1_2);
    const output = receive(channelFrom("awgn"), ORDINARY_RECEIVER, x, snr, new Random(11));
    for (const part of [0, 1]) {
      const noise = output.y.filter((_, i) => i % 2 === part).map((value) => value - Math.SQRT1_2);
      const mean = noise.reduce((sum, value) => sum + value, 0) / uses;
      const variance = noise.reduce((sum, value) => sum + value * value, 0) / uses;
      assert.ok(Math.abs(mean) < 4 * Math.sqrt(1 / (2 * snr) / uses));
      assert.ok(Math.abs(variance * 2 * snr - 1) < 4 * Math.sqrt(2 / uses), `variance ${variance} at ${snr}`);
    }
    assert.ok(output.snr.every((value) => value === Math.fround(snr)));
  }
});

Deno.test("awgn: uncoded QPSK has the bit error rate of theory, Q(sqrt(Es/N0))", () => {
  const snr = 2;
  const bits = 400_000;
  const random = new Random(4);
  const x = Float32Array.from({ length: bits }, () => random.uniform() < 0.5 ? -Math.SQRT1_2 : Math.SQRT1_2);
  const { y } = receive(channelFrom("awgn"), ORDINARY_RECEIVER, x, snr, new Random(12));
  const errors = y.reduce((sum, value, i) => sum + Number(Math.sign(value) !== Math.sign(x[i]!)), 0);
  const theory = 0.0786496035; // Q(sqrt(2))
  assert.ok(Math.abs(errors / bits - theory) < 3 * Math.sqrt(theory * (1 - theory) / bits), `${errors / bits}`);
});
