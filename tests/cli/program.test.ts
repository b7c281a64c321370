import assert from "node:assert/strict";
import deno from "../../deno.json" with { type: "json" };
import { semcom } from "./semcom.ts";

Deno.test("--version prints the version", async () => {
  assert.deepEqual(await semcom(["--version"]), { code: 0, stdout: `${deno.version}\n`, stderr: "" });
});

Deno.test("--help names every command, and every command has help with examples", async () => {
  const top = await semcom(["--help"]);
  assert.equal(top.code, 0);
  for (const command of ["send", "eval", "compare", "merge", "finetune", "ber", "codecs", "channels", "man"]) {
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

Deno.test("help writes every default in one way", async () => {
  for (const command of ["send", "eval", "finetune", "ber"]) {
    const { stdout } = await semcom([command, "--help"]);
    assert.match(stdout, /\(default: [^"]*?\)\./);
    assert.doesNotMatch(stdout, /\(default: "|\(default: [^)]*\)$/m);
  }
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
