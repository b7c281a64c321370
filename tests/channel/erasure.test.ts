import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { channelFrom } from "../../channel/registry.ts";
import { receive } from "../../channel/receiver/receive.ts";
import { ORDINARY_RECEIVER } from "../../channel/receiver/receiver.ts";

Deno.test("erasure: that share of the uses is lost, real and imaginary part together, the others are as on awgn", () => {
  const uses = 100_000;
  for (const p of [0, 0.1, 0.7, 1]) {
    const x = new Float32Array(2 * uses).fill(Math.SQRT1_2);
    const { y, snr } = receive(channelFrom(`erasure:p=${p}`), ORDINARY_RECEIVER, x, 3, new Random(61));
    let lost = 0;
    for (let i = 0; i < snr.length; i += 2) {
      assert.ok(snr[i] === snr[i + 1] && (snr[i] === 0 || snr[i] === 3));
      if (snr[i] === 0) lost++;
      assert.equal(snr[i] === 0, y[i] === 0);
    }
    assert.ok(Math.abs(lost / uses - p) <= 4 * Math.sqrt(p * (1 - p) / uses), `${lost / uses}, not ${p}`);
  }
});
