import assert from "node:assert/strict";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { tinyPath } from "../finetune/tiny.ts";
import { isles, QUICK_EVAL } from "./isles.ts";
import { semcom, semcomCommand } from "./semcom.ts";

const ignore = Deno.build.os === "windows";

/** Runs the program, sends it the signal once the file is another than it was, and waits for its end. */
async function interrupted(args: readonly string[], signal: Deno.Signal, file: string) {
  const state = () => Deno.stat(file).then(({ size, mtime }) => `${size} ${mtime!.getTime()}`, () => "none");
  const before = await state();
  const child = semcomCommand(args, { stdout: "piped", stderr: "piped" }).spawn();
  const output = child.output();
  while (await state() === before) await new Promise((resume) => setTimeout(resume, 5));
  child.kill(signal);
  const { code, stdout, stderr } = await output;
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test(
  "eval: a signal leaves valid results, and the same command goes on to the same bytes",
  { ignore },
  async () => {
    using folder = new TemporaryFolder();
    const corpus = folder.write("corpus", isles(800));
    const args = ["eval", "-q", corpus, ...QUICK_EVAL, "--out"];
    const whole = await semcom([...args, `${folder.path}/whole`]);
    assert.equal(whole.code, 0, whole.stderr);
    const results = folder.read("whole/results.jsonl");
    const out = `${folder.path}/parts`;
    let had = 0;
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      const run = await interrupted([...args, out], signal, `${out}/times.jsonl`);
      assert.deepEqual([run.code, run.stderr], [code, ""]);
      assert.match(run.stdout, / interrupted\n$/);
      const part = folder.read("parts/results.jsonl");
      assert.ok(results.startsWith(part) && part.endsWith("\n"));
      assert.ok(had < part.length && part.length < results.length, `${part.length} bytes of ${results.length}`);
      assert.match(folder.read("parts/summary.csv"), /interrupted/);
      had = part.length;
    }
    assert.equal((await semcom([...args, out])).code, 0);
    assert.ok(folder.read("parts/results.jsonl") === results);
  },
);

Deno.test("finetune: a signal keeps the state, and --resume goes on to the same codec", { ignore }, async () => {
  using folder = new TemporaryFolder();
  const data = folder.write("notes", isles(60));
  const args = ["finetune", "--codec", tinyPath("bart"), "--data", data, "--epochs", "12", "--batch-tokens", "200"];
  const whole = await semcom([...args, "--out", `${folder.path}/whole/mine`]);
  assert.equal(whole.code, 0, whole.stderr);
  const out = `${folder.path}/parts/mine`;
  const state = `${out}.checkpoint/state`;
  for (const [signal, code, resume] of [["SIGINT", 130, []], ["SIGTERM", 143, ["--resume"]]] as const) {
    const run = await interrupted([...args, "-q", "--out", out, ...resume], signal, state);
    const says = `Interrupted; the state is in ${out}.checkpoint: the same command with --resume goes on\n`;
    assert.deepEqual(run, { code, stdout: "", stderr: says });
    assert.deepEqual(names(`${folder.path}/parts`), ["mine.checkpoint"]);
  }
  const end = await semcom([...args, "--out", out, "--resume"]);
  assert.equal(end.code, 0, end.stderr);
  assert.deepEqual(names(`${folder.path}/parts`), ["mine"]);
  assert.deepEqual(names(out), names(`${folder.path}/whole/mine`));
  for (const name of names(out)) {
    assert.ok(folder.read(`parts/mine/${name}`) === folder.read(`whole/mine/${name}`), name);
  }
});

const names = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name).sort();

Deno.test("send, ber: SIGTERM ends them as Ctrl-C does, with 143", { ignore }, async () => {
  const cases: [string[], "stdout" | "stderr", RegExp][] = [
    [["send", "--codec", tinyPath("bart"), "--rate", "4"], "stdout", /^ {4}1 {5}no /m],
    [["ber", "--snr", "0", "--errors", "1000000000", "--limit", "1000000000"], "stderr", /^ {2}0\.00 .* signal$/m],
  ];
  for (const [args, first, says] of cases) {
    const child = semcomCommand(args, { stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("No.\n"));
    const [begun, stream] = child[first].tee();
    await begun.getReader().read(); // what arrived, or the settings: it runs
    child.kill("SIGTERM");
    const other = child[first === "stdout" ? "stderr" : "stdout"];
    const texts = await Promise.all([stream, other].map((all) => new Response(all).text()));
    assert.equal((await child.status).code, 143);
    assert.match(texts.join(""), says);
    await writer.close().catch(() => {});
  }
});

Deno.test(
  "a second signal ends the program at once; input that begins after the first one ends",
  { ignore },
  async () => {
    const script = `
    import { Interruption } from "${new URL("../../cli/shared/interruption.ts", import.meta.url)}";
    using interruption = new Interruption();
    console.log("ready");
    while (!interruption.requested) await new Promise((resume) => setTimeout(resume, 5));
    for await (const _ of interruption.guard(new ReadableStream())) ;
    console.log(interruption.exitCode);
    await new Promise((resume) => setTimeout(resume, 60_000));`;
    const child = new Deno.Command(Deno.execPath(), { args: ["eval", "--ext=ts", script], stdout: "piped" }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await lines.read()).value?.trimEnd();
    assert.equal(await next(), "ready");
    child.kill("SIGINT");
    assert.equal(await next(), "130");
    child.kill("SIGTERM");
    const { code, signal } = await child.status;
    assert.deepEqual([code, signal], [143, null]); // by itself, not for want of a listener
    await lines.cancel();
  },
);

/** Runs a script beside the program's own classes, and sends it signals, so many milliseconds after it printed something. */
async function signalled(script: string, signals: readonly (readonly [Deno.Signal, number])[]) {
  const imports = `
    import { Interruption } from "${new URL("../../cli/shared/interruption.ts", import.meta.url)}";`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", imports + script],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  for (const [signal, ms] of signals) {
    await pause(ms);
    child.kill(signal);
  }
  const sent = performance.now();
  const giveUp = setTimeout(() => child.kill("SIGKILL"), 10_000);
  const { code, signal } = await child.status;
  clearTimeout(giveUp);
  await reader.cancel();
  return { code, signal, ms: performance.now() - sent };
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Keeps its thread in native code for ever, as a graph that never ends would. */
const STUCK = `
  const { symbols } = Deno.dlopen("${Deno.build.os === "darwin" ? "libSystem.B.dylib" : "libc.so.6"}",
    { usleep: { parameters: ["u32"], result: "i32" } });
  console.log("ready");
  for (;;) symbols.usleep(900_000);`;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(
    `${signal} twice ends a program within a second whose thread is stuck in native code`,
    { ignore },
    async () => {
      const script =
        `using interruption = new Interruption(); await new Promise((go) => setTimeout(go, 1000)); ${STUCK}`;
      const run = await signalled(script, [[signal, 0], [signal, 400]]);
      assert.deepEqual([run.code, run.signal], [signal === "SIGINT" ? 130 : 143, null]);
      assert.ok(run.ms < 1000, `${run.ms} ms`);
    },
  );
}

/** Begins a search that takes minutes, and sends the program SIGTERM. */
async function stopSearch(...more: readonly string[]): Promise<Deno.ChildProcess> {
  const sentence = "We should vote on this report today, not next week, and not before the others have read it. ";
  const hard = ["--codec", "smollm2-135m", "--snr", "-1", "--rate", "5", "--memory", "all"];
  const child = semcomCommand(["send", "-q", ...hard, sentence.repeat(12), ...more], { stdout: "null" }).spawn();
  await pause(5000);
  child.kill("SIGTERM");
  return child;
}

/** The exit code of a program that ends within a second. */
async function endOf(child: Deno.ChildProcess): Promise<number> {
  const start = performance.now();
  const giveUp = setTimeout(() => child.kill("SIGKILL"), 10_000);
  const { code } = await child.status;
  clearTimeout(giveUp);
  assert.ok(performance.now() - start < 1000);
  return code;
}

Deno.test("send: a signal ends it at once where there is one message", { ignore }, async () => {
  assert.equal(await endOf(await stopSearch()), 143);
});

Deno.test("send: a second signal ends it while it searches for a long message", { ignore }, async () => {
  const child = await stopSearch("And a second message.");
  await pause(300);
  child.kill("SIGTERM");
  assert.equal(await endOf(child), 143);
});

Deno.test("a signal that is sent to the program and to its group is one", { ignore }, async () => {
  const script = `
    using interruption = new Interruption();
    await new Promise((go) => setTimeout(go, 500));
    console.log("ready");
    while (!interruption.requested) await new Promise((resume) => setTimeout(resume, 5));
    await new Promise((resume) => setTimeout(resume, 1000));
    Deno.exit(7);`;
  const run = await signalled(script, [["SIGTERM", 0], ["SIGTERM", 0], ["SIGTERM", 20]]);
  assert.equal(run.code, 7);
});

Deno.test("eval: a second signal ends it within a second, and what is there is valid", { ignore }, async () => {
  using folder = new TemporaryFolder();
  const corpus = folder.write("corpus", isles(300));
  const args = [
    "eval",
    "-q",
    corpus,
    "--codec",
    "smollm2-135m",
    "--snr",
    "4",
    "--jobs",
    "2",
    "--out",
    `${folder.path}/out`,
  ];
  const child = semcomCommand(args, { stdout: "null", stderr: "null" }).spawn();
  const file = `${folder.path}/out/results.jsonl`;
  while (!(await Deno.stat(file).catch(() => undefined))) await pause(20);
  await pause(2500); // its workers run the model
  child.kill("SIGINT");
  await pause(300);
  const second = performance.now();
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  assert.ok(performance.now() - second < 1000);
  assert.match(folder.read("out/results.jsonl"), /^{[^\n]*}\n({[^\n]*}\n)*$/);
});
