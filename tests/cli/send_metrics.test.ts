import assert from "node:assert/strict";
import { semcom } from "./semcom.ts";

const NOISY = ["send", "--snr", "2", "--threads", "1"];
const TEXTS = ["We should vote on this report today, not next week.", "The harbour was quiet that morning."];

Deno.test("send --metrics +similarity: a column, and its mean", async () => {
  const { code, stderr } = await semcom([...NOISY, "--metrics", "+similarity", ...TEXTS]);
  assert.equal(code, 0);
  const [, , titles, ...rows] = stderr.trimEnd().split("\n");
  assert.equal(titles, "    #  exact  BLEU-1  BLEU-4    WER  similarity  uses/word  passes    ms");
  const column = titles!.indexOf("similarity");
  const [first, second, mean] = rows.map((row) => Number(row.slice(column, column + "similarity".length)));
  assert.ok(first! > 0.3 && first! < 1, `${first}`);
  assert.ok(second! > 0.3 && second! <= 1, `${second}`);
  assert.ok(Math.abs(mean! - (first! + second!) / 2) < 0.002, `${mean}`);
});

Deno.test("send --json: similarity if it was asked for, and the same whatever is sent beside it", async () => {
  const similarities = async (args: string[], ...texts: string[]) => {
    const { stdout } = await semcom([...NOISY, "-q", "--json", ...args, ...texts]);
    return stdout.trimEnd().split("\n").map((line) => JSON.parse(line).similarity);
  };
  const both = await similarities(["--metrics", "+similarity"], TEXTS[0]!, "");
  assert.deepEqual(both, [...await similarities(["--metrics", "similarity"], TEXTS[0]!), 1]);
  assert.deepEqual(await similarities([], TEXTS[0]!), [undefined]);
});

Deno.test("send --metrics: an unknown metric is a usage error", async () => {
  const { code, stdout, stderr } = await semcom(["send", "--metrics", "+similarty", "No."]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^semcom: error: Unknown further metric "similarty": did you mean similarity\? \(known: .*similarity.*\)\n$/,
  );
});
