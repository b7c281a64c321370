import assert from "node:assert/strict";
import { semcom } from "./semcom.ts";

const { code, stdout, stderr } = await semcom(["man"]);

Deno.test("the manual page says what --help says", () => {
  assert.deepEqual([code, stderr], [0, ""]);
  const begins = `.SH SYNOPSIS
.B semcom
.I COMMAND
[FLAGS] [ARGUMENT...]
.SH COMMANDS
.SS semcom send
Reconstructions go to standard output, a line each; figures go to standard error.
`.trimEnd();
  assert.ok(stdout.includes(begins), stdout.slice(0, 1000));
  assert.ok(stdout.includes(`.TP
.B \\-\\-snr DB
Mean Es/N0 per complex channel use, in dB (default: 10).
`));
  assert.ok(stdout.includes(`.TP
.B \\-\\-budget USES
Channel uses of each whole message, instead of a rate (default: none).
Pilots and a charged header are included, and it is met exactly.
`));
  assert.ok(stdout.includes(`Examples:
  semcom send "The committee meets at noon." \\-\\-snr 5
`));
  for (const command of ["eval", "codecs show", "channels list", "ber", "man"]) {
    assert.ok(stdout.includes(`\n.SS semcom ${command}\n`), command);
  }
});

/** True if there is a program here that reads manual pages. */
const man = await new Deno.Command("man", { args: ["--version"], stdout: "null", stderr: "null" }).output()
  .then(({ success }) => success, () => false);

Deno.test("man reads the manual page without a warning", { ignore: !man }, async () => {
  const file = await Deno.makeTempFile({ suffix: ".1" });
  try {
    await Deno.writeTextFile(file, stdout);
    const env = { MANWIDTH: "80", LC_ALL: "C.UTF-8", MANPAGER: "cat" };
    const read = await new Deno.Command("man", { args: ["--warnings", "-l", file], env }).output();
    assert.equal(new TextDecoder().decode(read.stderr), "");
    assert.match(
      new TextDecoder().decode(read.stdout),
      /^ +--snr DB\n +Mean Es\/N0 per complex channel use, in dB \(default: 10\)\./m,
    );
  } finally {
    await Deno.remove(file);
  }
});
