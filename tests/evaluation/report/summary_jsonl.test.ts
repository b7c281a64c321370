import assert from "node:assert/strict";
import { summaryJsonl } from "../../../evaluation/report/summary_jsonl.ts";
import { sampleSummary } from "./sample.ts";

Deno.test("summary.jsonl has an object a point, with texts as they are and no key for what was not measured", () => {
  const summary = sampleSummary({
    codecs: ["=1", "gpt2-mini"],
    channels: ["awgn"],
    snrs: [6],
    informed: ["gpt2-mini"],
  });
  const [first, second, ...rest] = summaryJsonl(summary).split("\n");
  assert.deepEqual(rest, [""]);
  const [plain, informed] = [JSON.parse(first!), JSON.parse(second!)];
  const { mean, low, high } = summary.points[0]!.metrics.bleu4!;
  assert.deepEqual([plain.codec, plain.snr_db, plain.messages], ["=1", 6, 500]);
  assert.deepEqual([plain.bleu4, plain.bleu4_low, plain.bleu4_high], [mean, low, high]);
  assert.equal(informed.information_per_word, 7.25);
  for (const key of ["information_per_word", "undetected", "undetected_low"]) {
    assert.ok(!Object.hasOwn(plain, key), key);
  }
});

Deno.test("summary.jsonl has no SNR where the channel carries bits", () => {
  const { points, ...rest } = sampleSummary({ codecs: ["utf8"], channels: ["bsc"], snrs: [6] });
  const line = summaryJsonl({ ...rest, points: points.map((point) => ({ ...point, snrDb: null })) });
  assert.ok(!Object.hasOwn(JSON.parse(line), "snr_db"));
});
