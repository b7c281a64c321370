import assert from "node:assert/strict";
import deno from "../../deno.json" with { type: "json" };
import { runInside } from "./inside.ts";
import { commandLine, semcom } from "./semcom.ts";
import { hasTerminal, Terminal } from "./tmux.ts";

Deno.test("--version prints the version", async () => {
  assert.deepEqual(await semcom(["--version"]), { code: 0, stdout: `${deno.version}\n`, stderr: "" });
});

Deno.test("--help names every command, and every command has help with examples", async () => {
  const top = await semcom(["--help"]);
  assert.equal(top.code, 0);
  for (const command of ["send", "eval", "compare", "merge", "finetune", "ber", "codecs", "channels", "demo", "man"]) {
    assert.match(top.stdout, new RegExp(`^ {2}${command} `, "m"));
    const help = await semcom([command, "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.stdout, new RegExp(`^Examples:\n {2}semcom ${command}`, "m"));
  }
});

Deno.test("help has no control codes when it is no terminal, NO_COLOR or not", async () => {
  for (const env of [{}, { NO_COLOR: "1" }]) {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch((await semcom(["send", "--help"], "", env)).stdout, /\x1b/);
  }
});

Deno.test("without a command there is an overview of a screen, as with --help and help", async () => {
  const [bare, flag, word] = [await semcom([]), await semcom(["--help"]), await semcom(["help"])];
  assert.deepEqual([bare.code, bare.stderr], [0, ""]);
  assert.deepEqual([flag, word], [bare, bare]);
  const lines = bare.stdout.trimEnd().split("\n");
  assert.ok(lines.length <= 24 && lines.every((line) => line.length <= 90), bare.stdout);
});

Deno.test("a wrong argument is a usage error in one line, with what was meant and where to read on", async () => {
  const cases: [string[], string][] = [
    [["sned", "hi"], "semcom has no command sned: did you mean send? (see semcom --help)"],
    [
      ["send", "hi", "--chanel", "awgn"],
      "semcom send has no option --chanel: did you mean --channel? (see semcom send --help)",
    ],
    [["send", "-z"], "semcom send has no option -z (see semcom send --help)"],
    [["codecs", "frob"], "semcom codecs has no command frob (see semcom codecs --help)"],
    [
      ["codecs"],
      "semcom codecs needs one of its commands: list, show, verify, trust, import, export-adapter (see semcom codecs --help)",
    ],
    [["codecs", "show"], "semcom codecs show needs NAME|FOLDER (see semcom codecs show --help)"],
    [["merge", "out"], "semcom merge needs SHARD (see semcom merge --help)"],
    [["finetune"], "semcom finetune needs --data (see semcom finetune --help)"],
    [["ber", "frob"], 'semcom ber takes no argument "frob" there (see semcom ber --help)'],
    [["send", "--snr"], "`--snr` requires `DB` (see semcom send --help)"],
  ];
  for (const [args, says] of cases) {
    assert.deepEqual(await semcom(args), { code: 2, stdout: "", stderr: `semcom: error: ${says}\n` });
  }
});

/** Every command that has flags, and what its help prints. */
const helps: (readonly [string, string])[] = [];
for (
  const command of ["send", "eval", "compare", "merge", "finetune", "ber", "codecs", "codecs show", "codecs import"]
) {
  helps.push([command, (await runInside([...command.split(" "), "--help"])).stdout]);
}

Deno.test("help writes every default in one way", () => {
  for (const [command, stdout] of helps) {
    assert.doesNotMatch(stdout, /\(default: "|\(default: [^)]*\)$|by default/m, command);
  }
  assert.match(helps[0]![1], /\(default: 10\)\./);
});

Deno.test("help fits 80 columns, its usage a line, and a group of flags 24 lines", () => {
  for (const [command, stdout] of helps) {
    const lines = stdout.split("\n").map((line) => line.trimEnd());
    assert.deepEqual(lines.filter((line) => line.length > 80), [], command);
    for (const group of stdout.split("\n\n")) assert.ok(group.split("\n").length <= 24, `${command}: ${group}`);
    assert.match(stdout, /^Usage: semcom .*$\n\n/m);
  }
  const titles = helps[0]![1].match(/^[A-Z][\w ]*:$/gm);
  assert.deepEqual(titles, [
    ...["What to send:", "Codec and rate:", "Channel:", "Bits and channel code:", "Receiver:", "Search:"],
    ...["Knowledge:", "Metrics:", "Output:", "Examples:"],
  ]);
});

Deno.test(
  "help fits a terminal of 60 columns, with descriptions below each other",
  { ignore: !hasTerminal },
  async () => {
    const { command, args } = commandLine(["send", "--help"]);
    await using terminal = await Terminal.open([command, ...args, ";", "sleep", "60"], { columns: 60, rows: 200 });
    const screen = await terminal.until(/Examples:[^]*notes.txt/);
    assert.match(
      screen,
      /^ {2}--harq N +Hybrid ARQ of up to N rounds, 1 to\n {23}8, with --scheme spinal, separate or$/m,
    );
    assert.match(screen, /^ {2}semcom send --codec utf8 --channel-code polar --snr 4 \\\n {6}< notes.txt$/m);
  },
);

Deno.test("help FLAG says all of a flag, in each command that has it", async () => {
  const { code, stdout } = await runInside(["help", "--pilots"]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^semcom send, semcom eval, semcom finetune:\n {2}--pilots N {2}Pilots of each message, 1 to 256/,
  );
  assert.match(stdout, /^semcom ber:\n {2}--pilots N {2}Pilots of each block/m);
  assert.match(stdout, /^They are spread evenly and count as channel uses/m);
  assert.equal((await runInside(["help", "pilots"])).stdout, stdout);
  assert.equal((await runInside(["help", "frob"])).code, 2);
});

Deno.test("completions are scripts for the shells", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await semcom(["completions", shell]);
    assert.equal(code, 0);
    assert.match(stdout, /semcom/);
  }
});

Deno.test("codecs list, show and verify", async () => {
  assert.match(
    (await semcom(["codecs", "list"])).stdout,
    /^bart-mini +learned +bart, \d\.\d\d M parameters, \d+\.\d MiB$/m,
  );
  const [listed] = JSON.parse((await semcom(["codecs", "list", "--json"])).stdout);
  const shown = JSON.parse((await semcom(["codecs", "show", "bart-mini", "--json"])).stdout);
  assert.equal(shown.sha256, listed.sha256);
  assert.ok(shown.parameters.total > 1e6 && shown.training.tokens > 1e6);
  assert.match((await semcom(["codecs", "show", "bart-mini"])).stdout, /^kind +bart \(encoder-decoder\)$/m);
  const verified = await semcom(["codecs", "verify"]);
  assert.equal(verified.code, 0, verified.stderr);
  assert.match(verified.stdout, new RegExp(`^bart-mini {2}ok .*${listed.sha256} {2}bundled$`, "m"));
  assert.equal((await semcom(["codecs", "verify", "./nowhere"])).code, 3);
});
