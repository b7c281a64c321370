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

Deno.test("a wrong command or none is a usage error in one line", async () => {
  for (const args of [[], ["frob"], ["send", "--frob"], ["codecs", "frob"]]) {
    const { code, stdout, stderr } = await semcom(args);
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, /^semcom: error: [^\n]+ \(see semcom --help\)\n$/);
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
