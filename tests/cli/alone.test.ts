import assert from "node:assert/strict";
import deno from "../../deno.json" with { type: "json" };
import { TemporaryFolder } from "../evaluation/folder.ts";
import { canBeStopped, canMount, canTrace, NO_POWER, withMounts } from "./confined.ts";
import { commandLine, semcom } from "./semcom.ts";

const compiled = Deno.env.get("SEMCOM_BINARY") !== undefined;
/** Runs at once; each takes 0.5 GB. */
const FIRST_RUNS = Number(Deno.env.get("SEMCOM_FIRST_RUNS") ?? 6);

Deno.test("--version --json names what a figure may depend on", async () => {
  const { code, stdout } = await semcom(["--version", "--json"]);
  assert.equal(code, 0);
  const versions = JSON.parse(stdout);
  assert.equal(versions.semcom, deno.version);
  assert.equal(versions.deno, Deno.version.deno);
  assert.match(versions.onnxruntime, /^\d+\.\d+\.\d+$/);
  assert.match(versions.codecs["bart-mini"].sha256, /^[0-9a-f]{64}$/);
});

/** The environment of a program that has a home and a folder for temporary files, and what is in them. */
class Home extends TemporaryFolder {
  readonly env = { HOME: `${this.path}/home`, TMPDIR: `${this.path}/temporary` };

  constructor() {
    super();
    for (const name of ["home", "temporary", "empty"]) Deno.mkdirSync(`${this.path}/${name}`);
  }

  /** Sends a word with nothing else in the environment, in an empty folder. */
  async send(before: readonly string[] = [], env: Record<string, string> = this.env) {
    const line = commandLine(["send", "-q", "--snr", "30", "No."]);
    const [command, ...args] = [...before, line.command, ...line.args];
    const options = { args, cwd: `${this.path}/empty`, clearEnv: true, env };
    const { code, stdout, stderr } = await new Deno.Command(command!, options).output();
    const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, out: out!, error: error! };
  }

  /** All files and folders in the three, but the three themselves. */
  get names(): string[] {
    const list = (folder: string): string[] =>
      [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
        const path = `${folder}/${name}`;
        return [path.slice(this.path.length + 1), ...isDirectory ? list(path) : []];
      });
    return ["home", "temporary", "empty"].flatMap((name) => list(`${this.path}/${name}`)).sort();
  }
}

const SENT = { code: 0, out: "No.\n", error: "" };
const ignore = !compiled || Deno.build.os !== "linux";

Deno.test("many first runs at once all succeed, and leave nothing anywhere", { ignore }, async () => {
  using home = new Home();
  for (const run of await Promise.all(Array.from({ length: FIRST_RUNS }, () => home.send()))) {
    assert.deepEqual(run, SENT);
  }
  assert.deepEqual(home.names, []);
});

Deno.test("neither a home nor a folder for temporary files is needed", { ignore }, async () => {
  using home = new Home();
  for (const env of [{}, { HOME: "" }, { HOME: "/dev/null" }, { HOME: "/nowhere", TMPDIR: "/nowhere" }]) {
    assert.deepEqual(await home.send([], env), SENT);
  }
});

Deno.test("the environment does not say what is loaded", { ignore }, async () => {
  using home = new Home();
  const script = 'export SEMCOM_NATIVE="$$ /dev/null"; exec "$@"'; // $$ is then the program's own number
  assert.deepEqual(await home.send(["sh", "-c", script, "sh"]), SENT);
});

Deno.test("a folder for temporary files in which Deno reads nothing is one line", { ignore }, async () => {
  using home = new Home();
  const run = await home.send([], { TMPDIR: "/dev/shm" });
  const error =
    "semcom: error: Cannot read the program's own files: TMPDIR is in /dev, /proc or /sys: set TMPDIR to another folder\n";
  assert.deepEqual(run, { code: 4, out: "", error });
});

Deno.test("no file of theirs is opened, and no socket", { ignore: ignore || !canTrace }, async () => {
  using home = new Home();
  const trace = `${home.path}/trace`;
  const run = await home.send(["strace", "-qq", "-f", "-e", "trace=%file,%network,memfd_create", "-o", trace]);
  assert.deepEqual(run, SENT);
  const calls = home.read("trace");
  assert.match(calls, /memfd_create\("semcom"/);
  assert.doesNotMatch(calls.replace(/^.*execve.*$/gm, ""), /"[^"]*\/(temporary|home)\b/);
  assert.doesNotMatch(calls, /\b(socket|connect|sendto)\(/);
});

/** Runs a program on a system that has no files in memory. */
const WITHOUT_MEMORY_FILES = ["strace", "-qq", "-f", "-o", "/dev/null"].concat(
  ["-e", "trace=memfd_create", "-e", "inject=memfd_create:error=ENOSYS"],
);

Deno.test("without files in memory a folder of the user's own holds the library, and what was done to it is mended", {
  ignore: ignore || !canTrace,
}, async () => {
  using home = new Home();
  const caches = "home/.cache/semcom";
  assert.deepEqual(await home.send(WITHOUT_MEMORY_FILES), SENT);
  const [folder, ...files] = home.names.filter((name) => name.startsWith(`${caches}/`));
  assert.match(folder!, /\/[0-9a-f]{32}$/);
  assert.deepEqual(
    files,
    ["libonnxruntime.so.1", "lock", "onnxruntime_binding.node"].map((name) => `${folder}/${name}`),
  );
  Deno.truncateSync(`${home.path}/${folder}/libonnxruntime.so.1`, 10_000);
  Deno.writeTextFileSync(`${home.path}/${folder}/onnxruntime_binding.node`, "theirs");
  assert.deepEqual(await home.send(WITHOUT_MEMORY_FILES), SENT);
  Deno.chmodSync(`${home.path}/${folder}`, 0o777);
  const refused = await home.send(WITHOUT_MEMORY_FILES);
  assert.deepEqual([refused.code, refused.out], [4, ""]);
  assert.match(
    refused.error,
    /^semcom: error: Cannot unpack [^\n]*: others can write to [^\n]*XDG_CACHE_HOME[^\n]*\n$/,
  );
});

Deno.test("with nowhere to load native code from, one line says what to do", {
  ignore: ignore || !canTrace || !canMount,
}, async () => {
  using home = new Home();
  const nowhere = await home.send(WITHOUT_MEMORY_FILES, {});
  assert.deepEqual([nowhere.code, nowhere.out], [4, ""]);
  assert.match(nowhere.error, /^semcom: error: Cannot unpack [^\n]*: set XDG_CACHE_HOME [^\n]*\n$/);
  const mounting = await withMounts(
    `mount -t tmpfs -o noexec none home
     HOME=$PWD/home semcom send -q --snr 30 No. > out
     export HOME=$PWD/home
     ${WITHOUT_MEMORY_FILES.join(" ")} ${commandLine([]).command} send -q --snr 30 No. 2> error || echo $? > code`,
    home.path,
  );
  assert.equal(mounting.stderr, "");
  assert.equal(home.read("out"), "No.\n");
  assert.equal(home.read("code"), "4\n");
  assert.match(home.read("error"), /^semcom: error: Cannot load [^\n]*: set XDG_CACHE_HOME [^\n]*noexec\)\n$/);
});

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name);

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

for (const [name, mode, left] of [["can", 0o700, [".config"]], ["cannot", 0o500, []]] as const) {
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
    assert.deepEqual([...names(home!), ...names(temporary!)], left);
    for (const kept of left) assert.deepEqual(names(`${home}/${kept}`), ["semcom"]);
    Deno.chmodSync(home!, 0o700);
    await Deno.remove(top, { recursive: true });
  });
}
