import assert from "node:assert/strict";
import { semcom } from "./semcom.ts";

const CHINESE = "我们明天早上九点见面。\n今天天气很好。\n";
const CLEAN = ["--codec", "utf8", "--modulation", "qpsk", "--snr", "20"];

Deno.test("--tokenize: BLEU of the tokens that were asked for, in send and eval", async () => {
  const bleu4 = async (...flags: string[]) => {
    // A bit error or two a message, the same ones each time.
    const noisy = [
      "eval",
      "-q",
      "--codec",
      "utf8",
      "--channel",
      "bsc:p=0.01",
      "--channel-code",
      "none",
      "--on-failure",
      "best",
      "--jobs",
      "1",
      "--json",
    ];
    const { code, stdout, stderr } = await semcom([...noisy, ...flags], CHINESE.repeat(8));
    assert.equal(code, 0, stderr);
    const { header, points: [{ metrics }] } = JSON.parse(stdout);
    return [header.bleu, metrics.bleu4?.mean];
  };
  const [usual, none] = await bleu4();
  assert.deepEqual([usual, none], ["sacreBLEU's: tokens 13a, exponential smoothing, effective order no", undefined]);
  const [zh, score] = await bleu4("--tokenize", "zh");
  assert.equal(zh, "sacreBLEU's: tokens zh, exponential smoothing, effective order no");
  assert.ok(score > 0.5 && score < 1, `${score}`);
});

Deno.test("a script without spaces is known: send and eval say which tokens suit it, unless some were asked for", async () => {
  const warning = /^semcom: warning: much of .* is in a script without spaces .*: give --tokenize zh, and look at .*$/m;
  const evaluate = ["eval", "-q", "--jobs", "1", ...CLEAN];
  assert.match((await semcom(evaluate, CHINESE)).stderr, warning);
  assert.doesNotMatch((await semcom([...evaluate, "--tokenize", "13a"], CHINESE)).stderr, warning);
  assert.match((await semcom(["send", ...CLEAN], CHINESE)).stderr, warning);
  assert.match((await semcom(["send", "-q", "--json", ...CLEAN], CHINESE)).stderr, warning);
  assert.equal((await semcom(["send", "-q", ...CLEAN], CHINESE)).stderr, ""); // no figures are wanted
  assert.equal((await semcom(["send", "-q", "--json", ...CLEAN, "--tokenize", "char"], CHINESE)).stderr, "");
});

Deno.test("--tokenize: an unknown name is refused with the known ones", async () => {
  const { code, stderr } = await semcom(["send", "--tokenize", "mecab", "Yes"]);
  assert.equal(code, 2);
  assert.match(stderr, /13a.*zh.*char.*intl.*none/);
});
