import assert from "node:assert/strict";
import { figuresHeader, figuresRow } from "../../cli/send/figures.ts";
import { semcom } from "./semcom.ts";

Deno.test("a row says of a lost message that the receiver knows, and no more than that", () => {
  const cell = (exact: number, delivered: boolean | null) => {
    const figures = { exact, bleu1: 0.5, bleu4: 0.25, word_error_rate: 0.5 };
    const row = figuresRow({ label: "1", figures, delivered, further: [], uses: 60, words: 8, passes: 9, ms: 90 });
    assert.equal(row.length, figuresHeader([]).length);
    return row.slice(5, 12).trim();
  };
  assert.deepEqual([cell(1, true), cell(0, true), cell(0, false), cell(1, false)], ["yes", "no", "lost", "guess"]);
  assert.deepEqual([cell(1, null), cell(0, null), cell(0.5, null)], ["yes", "no", "0.500"]);
});

const LOST = ["send", "--codec", "gpt2-mini", "--scheme", "spinal", "--snr", "-12", "--beam", "2", "--threads", "1"];

Deno.test("send: a message that is not delivered is marked and counted, and with -q only its text is there", async () => {
  const { code, stdout, stderr } = await semcom([...LOST, "We all agree.", "The ferry leaves at six."]);
  assert.equal(code, 0);
  const lines = stderr.split("\n");
  assert.match(lines[3]!, /^ {4}1 {3}lost /);
  assert.match(lines[4]!, /^ {4}2 {3}lost /);
  assert.match(lines[5]!, /^ {2}all {5}no /);
  assert.deepEqual(lines.slice(6), ["lost: 2 of 2, and the receiver knows it", ""]);
  assert.ok(lines.slice(2).every((line) => line.length <= 60), stderr);
  assert.deepEqual(await semcom([...LOST, "-q", "We all agree.", "The ferry leaves at six."]), {
    code,
    stdout,
    stderr: "",
  });
});

Deno.test("send: a message that is delivered is as it ever was, and JSON says true or false", async () => {
  const clean = LOST.with(LOST.indexOf("-12"), "20");
  const { stderr } = await semcom([...clean, "We agree."]);
  assert.match(stderr, /\n {4}1 {4}yes [^\n]+\n$/);
  const { stdout } = await semcom([...clean, "-q", "--json", "We agree."]);
  const record = JSON.parse(stdout);
  assert.equal(record.delivered, true);
  assert.ok(record.information_bits > 0);
  for (const name of ["undetected", "throughput"]) assert.ok(!(name in record), name);
});
