import assert from "node:assert/strict";
import fc from "fast-check";
import { program } from "../../cli/program.ts";

/** Runs the command line in this process, and returns what it would have printed. */
async function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const printed = { stdout: "", stderr: "" };
  const real = { stdout: Deno.stdout.writeSync, stderr: Deno.stderr.writeSync };
  const capture = (stream: "stdout" | "stderr") => (bytes: Uint8Array) => {
    printed[stream] += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  try {
    Deno.stdout.writeSync = capture("stdout");
    Deno.stderr.writeSync = capture("stderr");
    return { code: await program(args), ...printed };
  } finally {
    Deno.stdout.writeSync = real.stdout;
    Deno.stderr.writeSync = real.stderr;
  }
}

const COMMANDS = [
  ["send"],
  ["eval"],
  ["compare"],
  ["merge"],
  ["finetune"],
  ["codecs"],
  ["codecs", "show"],
  ["codecs", "verify"],
  ["channels", "show"],
  ["completions"],
  ["help"],
  ["man"],
  [],
];

const FLAGS =
  "--snr --rate --budget --seed --threads --channel --channel-code --code-rate --modulation --bits --json -q --limit --jobs --fail-if --baseline --help --version -- - --snr= --measure";

const word = fc.oneof(
  fc.constantFrom(...FLAGS.split(" ")),
  fc.constantFrom(
    "1",
    "-1",
    "1e400",
    "NaN",
    "1/0",
    "-6:18:3",
    "0:1:0",
    "awgn",
    "rician:k=",
    "polar",
    "x:",
    "/dev/null/x",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("\x1b[31m", "a\nb", "\x9b2J", "\0", "__proto__", "constructor"),
);

Deno.test("whatever the arguments are, what is wrong is said in one line without control characters", async () => {
  const given = fc.tuple(fc.constantFrom(...COMMANDS), fc.array(word, { maxLength: 6 }));
  await fc.assert(fc.asyncProperty(given, async ([command, words]) => {
    // A codec that does not exist, so that no command gets as far as to read standard input or to compute.
    const codec = ["send", "eval", "finetune"].includes(command[0]!) ? ["--codec", "./nowhere"] : [];
    const { code, stderr } = await run([...command, ...codec, ...words]);
    assert.ok([0, 2, 3].includes(code), `${code}: ${stderr}`);
    if (code !== 0) assert.match(stderr, /^semcom: error: [^\n]+\n$/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stderr.slice(0, -1), /[\x00-\x1f\x7f-\x9f]/);
    assert.doesNotMatch(stderr, /Unexpected failure/);
  }));
});

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
    const { code, stdout, stderr } = await run(args);
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
      /The message would take 4000000000 uses, and the most is 4000000: raise the code rate/,
    ],
  ];
  for (const [args, says] of cases) {
    const { code, stderr } = await run(args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /bigint|safe integer/);
  }
});
