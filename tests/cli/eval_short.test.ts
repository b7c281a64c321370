import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom } from "./semcom.ts";

const CLEAN = ["eval", "-q", "--codec", "utf8", "--modulation", "qpsk", "--snr", "20", "--jobs", "1"];
const LONG = "The ferry leaves at six.\n";
const WARNING = /^semcom: warning: (\d+) of (\d+) messages have fewer than four tokens \(words and marks\), .*\n$/;

Deno.test("eval warns where more than a tenth of the messages are too short for BLEU-4, and not before", async () => {
  const run = (text: string) => semcom(CLEAN, text);
  const few = await run(`We agree.\n${LONG.repeat(9)}`);
  assert.deepEqual([few.code, few.stderr], [0, ""]);
  const many = await run(`We agree.\nYes.\n${LONG.repeat(9)}`);
  assert.equal(many.code, 0);
  assert.deepEqual(WARNING.exec(many.stderr)?.slice(1), ["2", "11"]);
});

Deno.test("perfect short lines: BLEU-4 is undefined of each and of them all, which eval and merge say", async () => {
  using folder = new TemporaryFolder();
  const shards = [1, 2].map((number) => `${folder.path}/${number}`);
  for (const [i, out] of shards.entries()) {
    await semcom([...CLEAN, "--shard", `${i + 1}/2`, "--out", out], "Yes.\nWe agree.\nNo\n");
  }
  const { code, stdout, stderr } = await semcom(["merge", `${folder.path}/all`, ...shards, "--json"]);
  assert.equal(code, 0, stderr);
  const [{ metrics, too_short: tooShort }] = JSON.parse(stdout).points;
  assert.deepEqual([metrics.bleu1.mean, metrics.bleu4, tooShort], [1, undefined, 3]);
  assert.deepEqual(WARNING.exec(stderr)?.slice(1), ["3", "3"]);
  const [, ...lines] = folder.read("all/results.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ bleu2, bleu4 }) => [bleu2, bleu4]), [[1, undefined], [1, undefined], [
    undefined,
    undefined,
  ]]);
});

Deno.test("a few short lines leave BLEU-4 of the others as it is, and their number is shown", async () => {
  const { stdout } = await semcom(CLEAN, `We agree.\n${LONG.repeat(12)}`);
  const [header, row] = stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  const cell = (name: string) => row![header!.indexOf(name)];
  assert.deepEqual([cell("messages"), cell("too short"), cell("BLEU-4")], ["13", "1", "1.000"]);
});

Deno.test("a gate on an undefined BLEU-4 says so, and --effective-order defines it", async () => {
  const gate = [...CLEAN, "--fail-if", "bleu4@20<0.9"];
  const { code, stderr } = await semcom(gate, "Yes.\nWe agree.\n");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^missed {2}bleu4@20<0.9: bleu4 is undefined at 20 dB, .*: no message has as many as 4 tokens: judge bleu1 or chrf2, or give --effective-order\n/,
  );
  const effective = await semcom([...gate, "--effective-order"], "Yes.\nWe agree.\n");
  assert.equal(effective.code, 0, effective.stderr);
  assert.match(effective.stderr, /^passed .*\n$/);
});

Deno.test("send shows BLEU-4 of a short line as undefined, and by effective order as sacreBLEU has it", async () => {
  const send = (...flags: string[]) =>
    semcom(["send", "--codec", "utf8", "--snr", "20", ...flags, "Yes.", LONG.trim()]);
  const { stderr } = await send();
  assert.match(stderr, /\n {4}1 {4}yes {3}1\.000 {7}- {2}0\.000 /);
  assert.match(stderr, /\n {2}all {4}yes {3}1\.000 {3}1\.000 /);
  assert.match(stderr, /\ntoo short for BLEU-4, which is undefined of them: 1 of 2\n$/);
  const effective = (await send("--effective-order")).stderr;
  assert.match(effective, /\n {4}1 {4}yes {3}1\.000 {3}1\.000 /);
  assert.ok(!effective.includes("too short"));
});

Deno.test("eval says of how many messages the channel code has no block as short as asked for", async () => {
  const polar = ["eval", "-q", "--codec", "gpt2-mini", "--channel-code", "polar", "--rate", "6", "--jobs", "1"];
  const { code, stderr } = await semcom([...polar, "--modulation", "bpsk"], `Y\nN\n${LONG.repeat(20)}`);
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^semcom: warning: 2 messages took more uses than the settings ask for, .*: the figures count them$/m,
  );
});
