import assert from "node:assert/strict";
import fc from "fast-check";
import { runInside } from "../../cli/inside.ts";
import { bytesOf, type Target, textOf } from "../target.ts";

const COMMANDS = [
  ["send"],
  ["eval"],
  ["compare"],
  ["merge"],
  ["finetune"],
  ["codecs"],
  ["codecs", "show"],
  ["codecs", "verify"],
  ["codecs", "trust"],
  ["codecs", "import"],
  ["channels", "show"],
  ["completions"],
  ["help"],
  ["man"],
  [],
];

const FLAGS =
  "--snr --rate --budget --seed --threads --channel --channel-code --code-rate --modulation --bits --json -q --limit --jobs --fail-if --baseline --help --version -- - --snr= --measure --undo --harq --beam --memory --csi --link --metrics";

const word = fc.oneof(
  fc.constantFrom(...FLAGS.split(" ")),
  fc.constantFrom(
    ..."1 -1 1e400 NaN 1/0 -6:18:3 0:1:0 awgn rician:k= polar x: /dev/null/x auto:0 +similarity".split(" "),
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("\x1b[31m", "a\nb", "\x9b2J", "\0", "__proto__", "constructor"),
);

/** Arguments of the command line, as JSON. What is wrong with them is said in one line without control characters. */
export const commandLine: Target = {
  name: "arguments",
  inputs: fc.tuple(fc.constantFrom(...COMMANDS), fc.array(word, { maxLength: 6 })).map(([command, words]) => {
    // A codec that does not exist, so that no command gets as far as to read standard input or to compute.
    const codec = ["send", "eval", "finetune"].includes(command[0]!) ? ["--codec", "./nowhere"] : [];
    const folder = command[1] === "verify" ? ["./nowhere"] : [];
    return bytesOf(JSON.stringify([...command, ...codec, ...folder, ...words]));
  }),
  read: async (input) => {
    const { code, stderr } = await runInside(JSON.parse(textOf(input)));
    assert.ok([0, 2, 3].includes(code), `${code}: ${stderr}`);
    if (code !== 0) assert.match(stderr, /^semcom: error: [^\n]+\n$/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stderr.slice(0, -1), /[\x00-\x1f\x7f-\x9f]/);
    assert.doesNotMatch(stderr, /Unexpected failure/);
  },
};
