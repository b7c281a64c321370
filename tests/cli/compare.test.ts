import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { semcom } from "./semcom.ts";

const LINES = Array.from({ length: 30 }, (_, i) => `The ferry number ${i + 1} leaves at six today.`);
const CLEAN = ["--codec", "utf8", "--modulation", "qpsk", "--header", "free", "--snr", "5", "--jobs", "1", "-q"];

/** Evaluations of these flags, by their names. */
async function evaluate(folder: TemporaryFolder, runs: Record<string, [lines: readonly string[], ...flags: string[]]>) {
  for (const [name, [lines, ...flags]] of Object.entries(runs)) {
    const { code, stderr } = await semcom(
      ["eval", ...CLEAN, ...flags, "--out", `${folder.path}/${name}`],
      lines.join("\n"),
    );
    assert.equal(code, 0, stderr);
  }
  return (a: string, b: string, ...flags: string[]) =>
    semcom(["compare", `${folder.path}/${a}`, `${folder.path}/${b}`, ...flags]);
}

Deno.test("compare: runs of the same messages have nothing to name, and other lengths, repeats and seeds are named", async () => {
  using folder = new TemporaryFolder();
  const compare = await evaluate(folder, {
    a: [LINES],
    same: [LINES],
    fewer: [LINES.slice(0, 20)],
    again: [LINES, "--repeat", "2", "--seed", "4"],
    rayleigh: [LINES, "--channel", "rayleigh"],
  });
  const same = await compare("a", "same", "--metric", "exact");
  assert.deepEqual([same.code, same.stderr], [0, ""]);
  assert.match(same.stdout, /^metric.*\nexact +30 /);
  const fewer = await compare("a", "fewer", "--metric", "exact");
  assert.match(fewer.stdout, /\nexact +20 /);
  assert.match(
    fewer.stderr,
    /^text: a 30 messages \([0-9a-f]{8}\), b 20 messages \([0-9a-f]{8}\)\nsemcom: warning: only messages that both have are compared, at the first point 20 of 30 in a and 20 in b\n$/,
  );
  assert.equal((await compare("a", "again")).stderr, "seed: a 1, b 4\nrepeats: a 1, b 2\n");
  assert.equal((await compare("a", "rayleigh")).stderr, "channel: a awgn, b rayleigh:fading=block\n");
});

Deno.test("compare: other texts under the same numbers, and BLEU of other tokens, are refused", async () => {
  using folder = new TemporaryFolder();
  const compare = await evaluate(folder, {
    a: [LINES],
    other: [LINES.toReversed()],
    chars: [LINES, "--tokenize", "char"],
    effective: [LINES, "--effective-order"],
  });
  const other = await compare("a", "other");
  assert.deepEqual([other.code, other.stdout], [3, ""]);
  assert.match(other.stderr, /semcom: error: Cannot compare .*: their message 1 is not the same text\n$/);
  for (
    const [name, says] of [["chars", "tokenize is 13a .* and char "], [
      "effective",
      "effective order is false ",
    ]] as const
  ) {
    const { code, stderr } = await compare("a", name);
    assert.equal(code, 2);
    assert.match(
      stderr,
      new RegExp(`^semcom: error: Cannot compare .*: ${says}.*compare other metrics, or evaluate again\n$`),
    );
    assert.equal((await compare("a", name, "--metric", "exact,chrf2")).code, 0);
  }
  const baseline = await semcom(
    ["eval", ...CLEAN, "--tokenize", "zh", "--baseline", `${folder.path}/a`],
    LINES.join("\n"),
  );
  assert.equal(baseline.code, 2);
  assert.match(baseline.stderr, /^semcom: error: Cannot compare with the baseline .*: tokenize is 13a /);
});

Deno.test("compare: unequal spends are said, and interpolated where one of the two has several rates", async () => {
  using folder = new TemporaryFolder();
  const polar = (rates: string) => ["--channel-code", "polar", "--code-rate", rates];
  const compare = await evaluate(folder, {
    several: [LINES, ...polar("1/3,2/3")],
    one: [LINES, ...polar("1/2")],
    sparse: [LINES, ...polar("1/3")],
  });
  const unequal = await compare("one", "sparse", "--metric", "exact");
  assert.equal(unequal.code, 0);
  assert.match(
    unequal.stderr,
    /^code_rate: a 0.5, b 0.333\d*\nsemcom: warning: the two do not take equal uses a word at 1 of 1 points, at the first of them a \d+\.\d\d and b \d+\.\d\d: .*several rates, and it is interpolated\n$/,
  );
  const between = await compare("several", "one", "--metric", "exact");
  assert.match(between.stderr, /^a is interpolated to equal uses a word at 1 of 1 points \(marked ~\)\n$/);
  const [, a, b] = between.stdout.trim().match(/ ~(\d+\.\d\d) +(\d+\.\d\d)$/)!;
  assert.equal(a, b);
  const row = JSON.parse((await compare("one", "several", "--metric", "exact", "--json")).stdout);
  assert.deepEqual([row.interpolated, row.code_rate, row.uses_per_word_a], [true, undefined, row.uses_per_word_b]);
  assert.match((await compare("several", "several", "--metric", "exact")).stderr, /^$/);
});
