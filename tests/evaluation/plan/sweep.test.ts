import assert from "node:assert/strict";
import { UsageError } from "../../../errors.ts";
import { channelList, fullChannel, pointsOf, variantOf } from "../../../evaluation/plan/sweep.ts";

Deno.test("points are the product of all axes, SNR moving fastest", () => {
  const points = pointsOf({ snr_db: [0, 6], codec: ["a", "b"], rate: [3] });
  assert.deepEqual(points, [
    { codec: "a", rate: 3, snrDb: 0 },
    { codec: "a", rate: 3, snrDb: 6 },
    { codec: "b", rate: 3, snrDb: 0 },
    { codec: "b", rate: 3, snrDb: 6 },
  ]);
  assert.throws(() => pointsOf({ snr_db: Array(200).fill(0), seed: Array(200).fill(0) }), UsageError);
});

Deno.test("a variant is what several values were listed of, but for codec, channel and SNR", () => {
  const sweep = {
    codec: ["a", "b"],
    channel: ["awgn"],
    rate: [3, 6],
    channel_code: ["ldpc", "polar"],
    seed: [1],
    snr_db: [0],
  };
  assert.equal(variantOf(sweep, pointsOf(sweep).at(-1)!), "channel code polar, rate 6");
  assert.equal(variantOf({ ...sweep, rate: [3], channel_code: [] }, pointsOf(sweep)[0]!), "");
});

Deno.test("a piece of a list of channels with = and no : goes on with the one before", () => {
  assert.deepEqual(channelList("awgn,rician:k=3,fading=fast,rayleigh"), ["awgn", "rician:k=3,fading=fast", "rayleigh"]);
  assert.deepEqual(channelList("burst:bad=9,enter=0.1,leave=0.3,rician:k=3"), [
    "burst:bad=9,enter=0.1,leave=0.3",
    "rician:k=3",
  ]);
  assert.deepEqual(channelList("k=3"), ["k=3"]); // no channel: refused by its name
  assert.equal(fullChannel("rician:k=3"), "rician:k=3,fading=block");
});
