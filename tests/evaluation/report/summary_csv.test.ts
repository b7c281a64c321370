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
  assert.deepEqual(header!.slice(-3), ["uses_per_word", "uses_per_character", "ms"]);
  assert.deepEqual(first!.slice(0, 6), ["bart-mini", "awgn", "", "-3", "500", "all messages"]);
  const { bleu1 } = summary.points[0]!.metrics;
  assert.equal(Number(first![header!.indexOf("bleu1")]), bleu1!.mean);
  assert.equal(Number(first![header!.indexOf("bleu1_high")]), bleu1!.high);
  assert.deepEqual(end, [""]);
});

Deno.test("summary.csv has what only some codecs know where any point has it, empty at the others", () => {
  const cells = (informed: readonly string[]) =>
    summaryCsv(sampleSummary({ channels: ["awgn"], snrs: [6], informed })).split("\n").map((line) => line.split(","));
  const [without] = cells([]);
  for (const name of ["delivered", "undetected", "throughput", "information_per_word"]) {
    assert(!without!.includes(name), name);
  }
  const [header, bart, gpt2] = cells(["gpt2-mini"]);
  assert.deepEqual(header!.slice(-14), [
    ...["delivered", "delivered_low", "delivered_high", "undetected", "undetected_low", "undetected_high"],
    ...["throughput", "throughput_low", "throughput_high", "passes", "uses_per_word", "uses_per_character"],
    ...["information_per_word", "ms"],
  ]);
  assert.deepEqual(bart!.slice(-14, -5), Array(9).fill(""));
  const of = (row: readonly string[], name: string) => row[header!.indexOf(name)];
  assert.deepEqual([of(bart!, "information_per_word"), of(gpt2!, "information_per_word")], ["", "7.25"]);
  assert.deepEqual([of(gpt2!, "undetected"), of(gpt2!, "undetected_high")], ["0.004", "0.01"]);
});

Deno.test("summary.csv says of how many messages BLEU-4 is undefined, where it is of any", () => {
  const { points: [point], ...rest } = sampleSummary({ channels: ["awgn"], snrs: [6] });
  const cells = (tooShort: number) => {
    const [header, row] = summaryCsv({ ...rest, points: [{ ...point!, tooShort }] }).split("\n").map((l) =>
      l.split(",")
    );
    return row![header!.indexOf("too_short")];
  };
  assert.deepEqual([cells(0), cells(3)], [undefined, "3"]);
});

Deno.test("summary.csv quotes what has commas, quotes or line ends, and leaves empty what was not measured", () => {
  const { points, ...rest } = sampleSummary({ channels: ["rician:k=6,fading=fast"], snrs: [6] });
  const other = { ...points[0]!, variant: 'rate "6"\n', metrics: {} };
  const csv = summaryCsv({ ...rest, points: [points[0]!, other] });
  assert(csv.includes('\nbart-mini,"rician:k=6,fading=fast",,6,500,'));
  assert(
    csv.endsWith(
      `\nbart-mini,"rician:k=6,fading=fast","rate ""6""\n",6,500,all messages${",".repeat(18)},${
        [other.passes, other.usesPerWord, other.usesPerCharacter, other.ms].join(",")
      }\n`,
    ),
  );
});

Deno.test("no cell of summary.csv is a formula to a spreadsheet, and none has control characters", () => {
  const rowOf = (codec: string) => summaryCsv(sampleSummary({ codecs: [codec], snrs: [-6] })).split("\n")[1]!;
  for (const formula of ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", " =1", "\r=1", "＝1"]) {
    assert.match(rowOf(formula), /^"?'/, formula);
  }
  assert.ok(rowOf("bart-mini").startsWith("bart-mini,awgn,,-6,")); // numbers are below zero as they are
  assert.ok(rowOf("\x1b[31mred\x07\x9b\u202e").startsWith("␛[31mred␇\ufffd\ufffd,"));
});
