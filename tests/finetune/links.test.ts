import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { drawMixedLinks, drawOneLink } from "../../finetune/links.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { resolve } from "../../link/resolve.ts";
import { description } from "../link/description.ts";

const WIDTH = 24;
const link = (settings: LinkSettings) => resolve(settings, description());

Deno.test("mixed links: legal rates, SNRs and modes, silence where nothing is sent", () => {
  const draw = drawMixedLinks(WIDTH);
  let bits = 0;
  for (let i = 0; i < 300; i++) {
    const tokens = 1 + i % 30;
    const { coordinates, snrDb, snr, bit, noise } = draw(tokens, new Random(1, i));
    bits += Number(bit);
    assert.ok(snrDb >= -6 && snrDb <= 20);
    coordinates.forEach((count, t) => {
      assert.ok(count >= 2 && count <= WIDTH && (bit || count % 2 === 0), `${count} coordinates`);
      for (let k = 0; k < WIDTH; k++) {
        const [s, n] = [snr[t * WIDTH + k]!, noise[t * WIDTH + k]!];
        assert.ok(Number.isFinite(s) && s >= 0 && Number.isFinite(n));
        if (k >= count) assert.deepEqual([s, n], [0, 0]);
        if (!bit && k % 2 === 1 && k < count) assert.equal(s, snr[t * WIDTH + k - 1], "a use has one gain");
      }
    });
  }
  assert.ok(bits > 60 && bits < 140, `${bits} of 300 links carry bits`);
});

Deno.test("one analog link: the SNR is the channel's and its noise has variance 1", () => {
  const draw = drawOneLink([link({ snrDb: 6, channel: "awgn" })], WIDTH);
  const { snr, noise, coordinates, snrDb, bit } = draw(500, new Random(1, 1));
  assert.deepEqual([snrDb, bit, coordinates[0]], [6, false, 12]);
  const sent = snr.filter((value) => value > 0);
  assert.ok(sent.every((value) => Math.abs(value - 10 ** 0.6) < 1e-4));
  assert.equal(sent.length, 500 * 12);
  const variance = noise.reduce((sum, n) => sum + n * n, 0) / sent.length;
  assert.ok(Math.abs(variance - 1) < 0.06, `variance ${variance}`);
});

Deno.test("one digital link: the bits play what the channel code's decoder says", () => {
  const over = (snrDb: number) => link({ snrDb, channelCode: "convolutional", bits: 8 });
  const halfLlrs = (snrDb: number) => {
    const { snr, noise, bit } = drawOneLink([over(snrDb)], WIDTH)(60, new Random(1, 2));
    assert.ok(bit);
    return snr.map((s, i) => s + Math.sqrt(s) * noise[i]!).filter((_, i) => snr[i]! > 0); // as the graph makes them
  };
  const [bad, good] = [halfLlrs(-4), halfLlrs(6)];
  assert.equal(good.length, 480);
  assert.ok(good.every((half) => half > 0), "no bit is wrong at 6 dB");
  const wrong = bad.filter((half) => half < 0).length;
  assert.ok(wrong > 10 && wrong < 240, `${wrong} bits are wrong at -4 dB`);
});
