import assert from "node:assert/strict";
import { UsageError } from "../../../errors.ts";
import { completeSpec } from "../../../channel/registry.ts";
import { describeVariant, pointsOf, splitChannels } from "../../../evaluation/plan/sweep.ts";

Deno.test("points are the product of all axes, SNR moving fastest", () => {
  const points = pointsOf({ snr_db: [0, 6], codec: ["a", "b"], channel: ["awgn"], rate: [3] });
  assert.deepEqual(points, [
    { codec: "a", channel: "awgn", rate: 3, snrDb: 0 },
    { codec: "a", channel: "awgn", rate: 3, snrDb: 6 },
    { codec: "b", channel: "awgn", rate: 3, snrDb: 0 },
    { codec: "b", channel: "awgn", rate: 3, snrDb: 6 },
  ]);
  assert.throws(
    () => pointsOf({ channel: ["awgn"], snr_db: Array(200).fill(0), seed: Array(200).fill(0) }),
    UsageError,
  );
});

Deno.test("a channel that carries bits has one point where others have one for each SNR", () => {
  const points = pointsOf({ channel: ["bsc", "awgn"], snr_db: [0, 6], bits: [9] });
  assert.deepEqual(points, [
    { channel: "bsc", bits: 9 },
    { channel: "awgn", bits: 9, snrDb: 0 },
    { channel: "awgn", bits: 9, snrDb: 6 },
  ]);
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
  assert.equal(describeVariant(sweep, pointsOf(sweep).at(-1)!), "rate 6, channel code polar");
  assert.equal(describeVariant({ ...sweep, rate: [3], channel_code: [] }, pointsOf(sweep)[0]!), "");
});

Deno.test("a piece of a list of channels with = and no : goes on with the one before", () => {
  assert.deepEqual(splitChannels("awgn,rician:k=3,fading=fast,rayleigh"), [
    "awgn",
    "rician:k=3,fading=fast",
    "rayleigh",
  ]);
  assert.deepEqual(splitChannels("burst:bad=9,enter=0.1,leave=0.3,rician:k=3"), [
    "burst:bad=9,enter=0.1,leave=0.3",
    "rician:k=3",
  ]);
  assert.deepEqual(splitChannels("k=3"), ["k=3"]); // no channel: refused by its name
  assert.equal(completeSpec("rician:k=3"), "rician:k=3,fading=block");
});
