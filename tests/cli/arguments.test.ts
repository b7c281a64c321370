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
