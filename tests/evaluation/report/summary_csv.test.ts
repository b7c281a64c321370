import assert from "node:assert/strict";
import { summaryCsv } from "../../../evaluation/report/summary_csv.ts";
import { sampleSummary } from "./sample.ts";

Deno.test("summary.csv has a row a point and whole numbers", () => {
  const summary = sampleSummary({ codecs: ["bart-mini"], channels: ["awgn"], snrs: [-3, 6] });
  const [header, first, , end] = summaryCsv(summary).split("\n").map((line) => line.split(","));
  assert.deepEqual(header!.slice(0, 9), [
    "codec",
    "channel",
    "variant",
    "snr_db",
    "messages",
    "stop",
    "exact",
    "exact_low",
    "exact_high",
  ]);
  assert.deepEqual(header!.slice(-3), ["passes", "uses_per_word", "ms"]);
  assert.deepEqual(first!.slice(0, 6), ["bart-mini", "awgn", "", "-3", "500", "all messages"]);
  const { bleu1 } = summary.points[0]!.metrics;
  assert.equal(Number(first![header!.indexOf("bleu1")]), bleu1!.mean);
  assert.equal(Number(first![header!.indexOf("bleu1_high")]), bleu1!.high);
  assert.deepEqual(end, [""]);
});

Deno.test("summary.csv quotes what has commas, quotes or line ends, and leaves empty what was not measured", () => {
  const { points, ...rest } = sampleSummary({ channels: ["rician:k=6,fading=fast"], snrs: [6] });
  const other = { ...points[0]!, variant: 'rate "6"\n', metrics: {} };
  const csv = summaryCsv({ ...rest, points: [points[0]!, other] });
  assert(csv.includes('\nbart-mini,"rician:k=6,fading=fast",,6,500,'));
  assert(
    csv.endsWith(
      `\nbart-mini,"rician:k=6,fading=fast","rate ""6""\n",6,500,all messages${",".repeat(18)},${
        [other.passes, other.usesPerWord, other.ms].join(",")
      }\n`,
    ),
  );
});
