import assert from "node:assert/strict";
import { RESULTS } from "../../evaluation/results/results_reader.ts";
import { LOCK } from "../../runtime/folder_lock.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { simulatedHeader, simulatedResults, SOME_MESSAGES } from "../evaluation/simulated.ts";
import { UNIX } from "../pipe.ts";
import { isles, QUICK_EVAL } from "./isles.ts";
import { commandLine, semcom, semcomCommand } from "./semcom.ts";

const UTF8 = ["--codec", "utf8", "--modulation", "qpsk"];

/** Begins an evaluation that takes a while, and waits until it has written something. */
async function begin(folder: TemporaryFolder, out: string) {
  const corpus = folder.write("corpus", isles(3000));
  const child = semcomCommand(["eval", "-q", corpus, ...QUICK_EVAL, "--out", out], { stdout: "piped", stderr: "piped" })
    .spawn();
  const output = child.output();
  const has = () => Deno.stat(`${out}/times.jsonl`).then(({ size }) => size > 0, () => false);
  while (!await has()) await new Promise((resume) => setTimeout(resume, 5));
  const end = async () => {
    const { code, stderr } = await output;
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  return { child, end };
}

/** Runs a shell's line in which `semcom` is the program. */
async function shell(line: string, cwd: string) {
  const { command, args } = commandLine([]);
  const program = [command, ...args].map((word) => `'${word}'`).join(" ");
  const { code, stderr } = await new Deno.Command("sh", { args: ["-c", `semcom() { ${program} "$@"; }\n${line}`], cwd })
    .output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("eval: a folder that is renamed or removed meanwhile is exit code 4, with the name of the file", {
  ignore: !UNIX,
}, async () => {
  const go: ((out: string) => void)[] = [
    (out) => Deno.renameSync(out, `${out}.moved`),
    (out) => Deno.removeSync(out, { recursive: true }),
  ];
  for (const lose of go) {
    using folder = new TemporaryFolder();
    const out = `${folder.path}/out`;
    const { end } = await begin(folder, out);
    lose(out);
    const { code, stderr } = await end();
    assert.equal(code, 4);
    assert.match(
      stderr,
      /^semcom: error: Cannot write [^\n]*\/out\/results\.jsonl: [^\n]* was removed or renamed [^\n]*\n$/,
    );
    assert.throws(() => Deno.statSync(out), Deno.errors.NotFound); // no reports without results
  }
});

Deno.test("merge: into the folder of an evaluation that is running it is refused, and after a crash it is not", {
  ignore: !UNIX,
}, async () => {
  using folder = new TemporaryFolder();
  const out = `${folder.path}/out`;
  const shard = { number: 1, count: 1 };
  folder.write(`shard/${RESULTS}`, simulatedResults(simulatedHeader(SOME_MESSAGES, {}, shard), shard).text);
  const { child, end } = await begin(folder, out);
  const refused = await semcom(["merge", out, `${folder.path}/shard`]);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /^semcom: error: Cannot write to the folder [^\n]*: another process is writing to it: /);
  child.kill("SIGKILL");
  await end();
  assert.ok(Deno.statSync(`${out}/${LOCK}`).isFile); // which locks nobody out now
  const other = await semcom(["merge", out, `${folder.path}/shard`]);
  assert.match(other.stderr, /^semcom: error: Cannot merge into [^\n]*: it has another evaluation's results: /);
  Deno.removeSync(`${out}/${RESULTS}`);
  const merged = await semcom(["merge", out, `${folder.path}/shard`]);
  assert.deepEqual([merged.code, merged.stderr], [0, ""]);
  assert.throws(() => Deno.statSync(`${out}/${LOCK}`), Deno.errors.NotFound);
});

Deno.test("send, ber, eval: closed or full standard output is exit code 4, /dev/null is not", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using folder = new TemporaryFolder();
  folder.write("corpus", isles(3));
  const commands = [
    `semcom send -q Hello. ${UTF8.join(" ")} --snr 20`,
    "semcom ber --channel-code none --snr 0 --limit 1000",
    `semcom eval -q corpus ${UTF8.join(" ")} --snr 20 --jobs 1`,
  ];
  for (const command of commands) {
    for (const [where, says] of [[">&-", /it is closed/], [">/dev/full", /No space left on device/]] as const) {
      const { code, stderr } = await shell(`${command} ${where}`, folder.path);
      assert.equal(code, 4, `${command} ${where}`);
      assert.match(stderr, /semcom: error: Cannot write to standard output: [^\n]*\n$/);
      assert.match(stderr, says);
    }
    assert.equal((await shell(`${command} > /dev/null`, folder.path)).code, 0, command);
  }
  // The results are in their folder, and the table is not asked for.
  assert.equal((await shell(`${commands[2]} --out out >&-`, folder.path)).code, 0);
});

Deno.test("eval: a reader that has gone does not make a missed gate a passed one", { ignore: !UNIX }, async () => {
  using folder = new TemporaryFolder();
  folder.write("corpus", isles(3));
  const command = `semcom eval -q corpus ${UTF8.join(" ")} --snr -9 --jobs 1 --fail-if 'exact@-9<0.9'`;
  const { code } = await shell(`{ ${command}; echo $? > code; } | true`, folder.path);
  assert.deepEqual([code, folder.read("code")], [0, "1\n"]);
});

Deno.test("send: where nobody reads the figures, all that arrives is still written", { ignore: !UNIX }, async () => {
  using folder = new TemporaryFolder();
  const command = `semcom send ${UTF8.join(" ")} --snr 20`;
  const line = `{ yes 'We agree.' | head -n 400 | ${command} > received; echo $? > code; } 2>&1 | true`;
  assert.equal((await shell(line, folder.path)).code, 0);
  assert.deepEqual([folder.read("code"), folder.read("received")], ["0\n", "We agree.\n".repeat(400)]);
});

Deno.test("merge: more shards than files may be open are one line, with the way out", { ignore: !UNIX }, async () => {
  using folder = new TemporaryFolder();
  const count = 80;
  for (let number = 1; number <= count; number++) {
    const shard = { number, count };
    folder.write(`shards/${number}/${RESULTS}`, simulatedResults(simulatedHeader(9, {}, shard), shard).text);
  }
  const few = await shell("ulimit -n 60; semcom merge all shards/*", folder.path);
  assert.equal(few.code, 3);
  assert.match(
    few.stderr,
    /^semcom: error: Cannot read shards\/[^\n]*: too many files are open: raise the limit, [^\n]*\n$/,
  );
  assert.throws(() => Deno.statSync(`${folder.path}/all`), Deno.errors.NotFound);
  assert.equal((await shell("semcom merge all shards/*", folder.path)).code, 0);
});
