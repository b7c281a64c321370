import assert from "node:assert/strict";
import deno from "../../deno.json" with { type: "json" };
import { canBeStopped, NO_POWER } from "./confined.ts";
import { commandLine, semcom, semcomCommand } from "./semcom.ts";

const compiled = Deno.env.get("SEMCOM_BINARY") !== undefined;

Deno.test("--version --json names what a figure may depend on", async () => {
  const { code, stdout } = await semcom(["--version", "--json"]);
  assert.equal(code, 0);
  const versions = JSON.parse(stdout);
  assert.equal(versions.semcom, deno.version);
  assert.equal(versions.deno, Deno.version.deno);
  assert.match(versions.onnxruntime, /^\d+\.\d+\.\d+$/);
  assert.match(versions.codecs["bart-mini"].sha256, /^[0-9a-f]{64}$/);
});

/** Two runs at once with nothing in the environment but a home, in an empty folder. What is then in home and folder. */
async function twoRuns(home: string): Promise<{ temporary: string[]; folder: string[] }> {
  const [folder, temporary] = await Promise.all([Deno.makeTempDir(), Deno.makeTempDir()]);
  const run = () =>
    semcomCommand(["send", "-q", "--snr", "30", "No."], {
      cwd: folder,
      clearEnv: true,
      env: { HOME: home, TMPDIR: temporary },
    }).output();
  for (const { code, stdout, stderr } of await Promise.all([run(), run()])) {
    const texts = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.deepEqual([code, ...texts], [0, "No.\n", ""]);
  }
  const left = { temporary: names(temporary), folder: names(folder) };
  for (const path of [folder, temporary]) await Deno.remove(path, { recursive: true });
  return left;
}

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name);
const ignore = !compiled || Deno.build.os !== "linux";

Deno.test("two first runs at once both succeed, and leave one library in the cache", { ignore }, async () => {
  const home = await Deno.makeTempDir();
  const { temporary, folder } = await twoRuns(home);
  assert.deepEqual(folder, []);
  assert.deepEqual(names(home), [".cache"]);
  assert.deepEqual(names(`${home}/.cache`), ["semcom"]);
  const [library, ...others] = names(`${home}/.cache/semcom`);
  assert.match(library!, /^libonnxruntime-[0-9a-f]{16}\.so$/);
  assert.deepEqual(others, []);
  // Deno's copy of the small .node file, which the next run uses again.
  for (const name of temporary) assert.match(name, /^semcom\d+\.node$/);
  await Deno.remove(home, { recursive: true });
});

Deno.test("a home that cannot be written to is no obstacle", { ignore }, async () => {
  const { temporary, folder } = await twoRuns("/dev/null");
  assert.deepEqual(folder, []);
  for (const name of temporary) assert.match(name, /^semcom\d+\.node$/);
});

/** A run of every kind, its exit code and what it prints on standard output and standard error. */
function runs(
  data: string,
  out: string,
): { args: string[]; input?: string; code: number; stdout: RegExp; stderr: RegExp }[] {
  const lines = "The vote is closed.\nWe agree with the report.\n";
  const done = { code: 0, stdout: /^$/, stderr: /^$/ };
  const tune = ["finetune", "--data", data, "--out", `${out}/mine`, "--steps", "3", "--batch-tokens", "200"];
  return [
    { ...done, args: ["send", "-q", "--snr", "30", "No."], stdout: /^No\.\n$/ },
    { ...done, args: ["send", "-q", "--snr", "30"], input: lines, stdout: new RegExp(`^${lines}$`) },
    {
      args: ["eval", "-q", "--snr", "30", "--fail-if", "bleu1@30<2", "--out", `${out}/report`],
      input: lines,
      code: 1,
      stdout: / all messages\n$/,
      stderr: /^missed {2}bleu1@30<2: [^\n]*\n$/,
    },
    { ...done, args: tune, stderr: /mine: epoch 1, validation BLEU [^\n]*\n$/ },
    { ...done, args: ["codecs", "verify", `${out}/mine`], stdout: /mine {2}ok [^\n]*\n$/ },
    { ...done, args: ["send", "--frob"], code: 2, stderr: /^semcom: error: [^\n]*--frob[^\n]*\n$/ },
  ];
}

for (const [name, mode, left] of [["can", 0o700, [".cache", ".config"]], ["cannot", 0o500, []]] as const) {
  Deno.test(`all of it runs alone, in an empty folder, with a home that ${name} be written to`, {
    ignore: ignore || !canBeStopped,
  }, async () => {
    const top = await Deno.makeTempDir();
    const [home, empty, temporary, out] = ["home", "empty", "temporary", "out"].map((name) => `${top}/${name}`);
    for (const path of [home!, empty!, temporary!, out!]) Deno.mkdirSync(path);
    const data = `${top}/notes.txt`;
    Deno.writeTextFileSync(data, Array.from({ length: 60 }, (_, i) => `The ferry ${i} leaves at noon.\n`).join(""));
    Deno.chmodSync(home!, mode);
    for (const { args, input = "", ...expected } of runs(data, out!)) {
      const line = commandLine(args);
      const [command, ...rest] = [...NO_POWER, line.command, ...line.args];
      const child = new Deno.Command(command!, {
        args: rest,
        cwd: empty!,
        clearEnv: true,
        env: { HOME: home!, TMPDIR: temporary! },
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      await new Blob([input]).stream().pipeTo(child.stdin).catch(() => {}); // not all of them read it
      const { code, stdout, stderr } = await child.output();
      const texts = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assert.equal(code, expected.code, `${args.join(" ")}: ${texts[1]}`);
      assert.match(texts[0]!, expected.stdout);
      assert.match(texts[1]!, expected.stderr);
    }
    assert.deepEqual(names(empty!), []);
    assert.deepEqual(names(home!).sort(), left);
    for (const kept of left) assert.deepEqual(names(`${home}/${kept}`), ["semcom"]);
    for (const name of names(temporary!)) assert.match(name, /^semcom\d+\.node$/);
    Deno.chmodSync(home!, 0o700);
    await Deno.remove(top, { recursive: true });
  });
}
