import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom } from "./semcom.ts";

Deno.test("flags that contradict each other, or have no effect with the others, are refused in one line", async () => {
  using folder = new TemporaryFolder();
  const text = folder.write("text.txt", "The ferry leaves at six.\n");
  const out = `${folder.path}/out`;
  const evaluate = ["eval", text, "--codec", "utf8", "--jobs", "1", "-q"];
  assert.equal((await semcom([...evaluate, "--out", out])).code, 0);
  const cases: [string[], RegExp][] = [
    [["send", "a", "--rate", "3", "--budget", "9"], /Both the rate \(3\) and the budget \(9\) are given/],
    [["send", "a", "--link", "analog", "--bits", "9"], /The number of bits is 9 a token, and the link is analog/],
    [
      ["send", "a", "--codec", "utf8", "--threads", "2"],
      /The number of threads is 2, and the codec utf8 has no language/,
    ],
    [["send", "a", "--encoding", "latin1"], /The encoding is windows-1252, and the messages are arguments/],
    [["codecs", "show", "bart-mini", "--snr", "3"], /The SNR is 3 dB, and nothing is measured: add --measure/],
    [["ber", "--snr", "3", "--ebn0", "3"], /Both --snr and --ebn0 are given/],
    [["ber", "--snr", "3", "--n", "64", "--code-rate", "1/2"], /Both --n and --code-rate are given/],
    [[...evaluate, "--strict"], /Gates are to be judged strictly, and there is none/],
    [[...evaluate, "--max-drop", "1"], /--max-drop is given without a --baseline/],
    [[...evaluate, "--headline", "exact"], /The headline metric is exact, and nothing depends on it/],
    [[...evaluate, "--shard", "1/2", "--fail-if", "exact<1"], /Judge gates on shard 1\/2/],
    [
      [...evaluate, "--out", out, "--baseline", out],
      /Cannot compare with the baseline .*: the results go there: choose another/,
    ],
    [["finetune", "--data", text, "--out", "b", "--epochs", "1", "--steps", "1"], /Both epochs \(1\) and steps \(1\)/],
  ];
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await semcom(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^semcom: error: [^\n]*\n$/);
    assert.match(stderr, says);
  }
});
