import assert from "node:assert/strict";
import { evaluationTable } from "../../cli/shared/evaluation_table.ts";
import { sampleSummary } from "../evaluation/report/sample.ts";

const tableOf = (informed: readonly string[], width = Infinity) =>
  evaluationTable(sampleSummary({ channels: ["awgn"], snrs: [6], informed }).points, width);

Deno.test("the table has columns of what only some codecs know where any point has it, dashes at the others", () => {
  const [plain] = tableOf([]).split("\n");
  const usual = "codec channel SNR messages BLEU-1 BLEU-4 95 % exact WER uses/word passes ms stopped";
  assert.equal(plain!.replace(/ +/g, " "), usual);
  // The second codec alone: the first point has none of it.
  const [titles, bart, gpt2] = tableOf(["gpt2-mini"]).split("\n");
  assert.equal(
    titles!.replace(/ +/g, " "),
    usual.replace("exact", "exact delivered undetected").replace("WER uses/word", "WER throughput uses/word bits/word"),
  );
  const under = (row: string, title: string) => row.slice(0, titles!.indexOf(title) + title.length).match(/\S+$/)![0];
  for (const title of ["delivered", "undetected", "throughput", "bits/word"]) assert.equal(under(bart!, title), "-");
  assert.deepEqual([under(gpt2!, "undetected"), under(gpt2!, "bits/word")], ["0.004", "7.25"]);
});

Deno.test("with all of its columns the table keeps within 80 columns", () => {
  const table = tableOf(["bart-mini", "gpt2-mini"], 80);
  for (const line of table.split("\n")) assert.ok(line.length <= 80, line);
  for (const title of ["delivered", "undetected", "throughput", "bits/word"]) assert.ok(table.includes(title), title);
});

Deno.test("a name in a table neither breaks its row nor reaches a terminal raw", () => {
  const table = evaluationTable(
    sampleSummary({ codecs: ["a\nb\x1b[31m\t\u202e"], channels: ["awgn"], snrs: [6] }).points,
    200,
  );
  assert.equal(table.trimEnd().split("\n").length, 2);
  assert.ok(table.includes("\na\\nb\\x1b[31m\\t\\u202e  awgn"), table);
});
