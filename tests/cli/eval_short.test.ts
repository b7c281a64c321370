import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom } from "./semcom.ts";

const CLEAN = ["eval", "-q", "--codec", "utf8", "--modulation", "qpsk", "--snr", "20", "--jobs", "1"];
const LONG = "The ferry leaves at six.\n";
const WARNING = /^semcom: warning: (\d+) of (\d+) messages have fewer than four words and marks, .*\n$/;

Deno.test("eval warns where more than a tenth of the messages are too short for BLEU-4, and not before", async () => {
  const run = (text: string) => semcom(CLEAN, text);
  const few = await run(`We agree.\n${LONG.repeat(9)}`);
  assert.deepEqual([few.code, few.stderr], [0, ""]);
  const many = await run(`We agree.\nYes.\n${LONG.repeat(9)}`);
  assert.equal(many.code, 0);
  assert.deepEqual(WARNING.exec(many.stderr)?.slice(1), ["2", "11"]);
});

Deno.test("perfect short lines: BLEU-4 is 1 of each and, as sacreBLEU has it, 0 of them all, with a warning", async () => {
  using folder = new TemporaryFolder();
  const shards = [1, 2].map((number) => `${folder.path}/${number}`);
  for (const [i, out] of shards.entries()) {
    await semcom([...CLEAN, "--shard", `${i + 1}/2`, "--out", out], "Yes.\nWe agree.\nNo\n");
  }
  const { code, stdout, stderr } = await semcom(["merge", `${folder.path}/all`, ...shards, "--json"]);
  assert.equal(code, 0, stderr);
  const { bleu1, bleu4 } = JSON.parse(stdout).points[0].metrics;
  assert.deepEqual([bleu1.mean, bleu4.mean], [1, 0]);
  assert.deepEqual(WARNING.exec(stderr)?.slice(1), ["3", "3"]);
  const [, ...lines] = folder.read("all/results.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ bleu4 }) => bleu4), [1, 1, 1]);
});

Deno.test("eval says of how many messages the channel code has no block as short as asked for", async () => {
  const polar = ["eval", "-q", "--codec", "utf8", "--channel-code", "polar", "--jobs", "1"];
  const { code, stderr } = await semcom([...polar, "--modulation", "bpsk"], `Y\nN\n${LONG.repeat(20)}`);
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^semcom: warning: 2 messages took more uses than the settings ask for, .*: the figures count them\n$/,
  );
});
