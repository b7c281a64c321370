import assert from "node:assert/strict";
import { chooseMessages } from "../../../evaluation/report/examples.ts";
import { sampleSummary } from "./sample.ts";

Deno.test("a message is shown at four SNRs from the lowest to the highest, with every codec and channel", () => {
  const messages = chooseMessages(sampleSummary());
  assert.deepEqual(messages.map(({ index }) => index), [1, 2, 3]);
  assert.deepEqual(messages[0]!.levels.map(({ snrDb }) => snrDb), [-6, 3, 9, 18]);
  assert.deepEqual(messages[0]!.levels[1]!.arrivals.map(({ point: { codec, channel } }) => `${codec} ${channel}`), [
    "bart-mini awgn",
    "bart-mini rayleigh:fading=fast",
    "gpt2-mini awgn",
    "gpt2-mini rayleigh:fading=fast",
  ]);
});

Deno.test("few SNRs are all shown, and messages that no shown point has are not", () => {
  const { points, ...rest } = sampleSummary({ codecs: ["bart-mini"], channels: ["awgn"], snrs: [9, 0, 3] });
  const only = { index: 7, text: "alone", reconstruction: "alone" };
  const [, alone] = chooseMessages({
    ...rest,
    points: points.map((p, i) => ({ ...p, examples: i === 0 ? [p.examples[0]!, only] : [p.examples[0]!] })),
  });
  assert.deepEqual(alone!.levels.map(({ snrDb, arrivals }) => [snrDb, arrivals.length]), [[9, 1]]);
});
