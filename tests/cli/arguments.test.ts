import assert from "node:assert/strict";
import { runInside } from "./inside.ts";

Deno.test("an empty path is refused before anything is done, wherever a path is given", async () => {
  const cases = [
    ["eval", ""],
    ["eval", "a.txt", "--out", ""],
    ["eval", "a.txt", "--out="],
    ["eval", "a.txt", "--baseline", ""],
    ["finetune", "--data", "a.txt", "--out", ""],
    ["finetune", "--data", "", "--out", "b"],
    ["finetune", "--data", "a.txt", "--out", "b", "--val", ""],
    ["merge", "", "a"],
    ["merge", "a", ""],
    ["compare", "a", ""],
    ["codecs", "import", "", "--out", "b"],
    ["codecs", "import", "a", "--out", ""],
  ];
  for (const args of cases) {
    const { code, stdout, stderr } = await runInside(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^semcom: error: [^\n]*Expected a path, but got ""[^\n]*\n$/, args.join(" "));
  }
});

Deno.test("a number that is too large is refused with its range, in words for users", async () => {
  const huge = "99999999999999999999";
  const cases: [string[], RegExp][] = [
    [["send", "a", "--seed", huge], /`--seed`: Expected a whole number from 0 to 2\^53 - 1, but got "9{20}"/],
    [["send", "a", "--seed", "9007199254740992"], /`--seed`: Expected a whole number from 0 to 2\^53 - 1/],
    [["ber", "--seed", huge], /from 0 to 2\^53 - 1/],
    [["eval", "a.txt", "--seed", huge], /The seed is 1?0+, and must be a whole number from 0 to 2\^53 - 1/],
    [["send", "a", "--threads", huge], /from 1 to 256/],
    [["eval", "a.txt", "--limit", huge], /from 1 to 10000000/],
    [["ber", "--snr", "3", "--limit", huge], /from 1 to 1000000000/],
    [["ber", "--snr", "3", "--errors", "1000000001"], /less than or equal to 1,000,000,000/],
    [["send", "a", "--budget", "1000001"], /The budget is 1000001 uses, and must be a whole number from 1 to 1000000/],
    [
      ["send", "a", "--codec", "utf8", "--channel-code", "repetition", "--code-rate", "1e-9", "-q"],
      /The message would take 16500000000 uses, and the most is 4000000: raise the code rate/,
    ],
  ];
  for (const [args, says] of cases) {
    const { code, stderr } = await runInside(args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /bigint|safe integer/);
  }
});
