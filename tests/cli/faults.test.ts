import assert from "node:assert/strict";
import { RESULTS } from "../../evaluation/results/results_reader.ts";
import { FolderLock, LOCK } from "../../runtime/folder_lock.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { simulatedHeader, simulatedResults, SOME_MESSAGES } from "../evaluation/simulated.ts";
import { tinyPath } from "../finetune/tiny.ts";
import { canBeStopped, canMount, withMounts, withoutPower } from "./confined.ts";
import { isles, QUICK_EVAL } from "./isles.ts";
import { semcom } from "./semcom.ts";

const EVAL = ["eval", "-q", "corpus", ...QUICK_EVAL, "--out"];
const TUNE = ["finetune", "-q", "--codec", tinyPath("bart"), "--data", "notes", "--epochs", "1", "--out"];

const FULL = /^semcom: error: Cannot write [^\n]*: No space left on device \(os error 28\)/;
const names = (path: string) => Array.from(Deno.readDirSync(path), ({ name }) => name).sort();

/** A folder with what the commands above read, and a folder `disk` in it for a small file system. */
function workplace(): TemporaryFolder {
  const folder = new TemporaryFolder();
  folder.write("corpus", isles(160));
  folder.write("notes", isles(60));
  for (const number of [1, 2]) {
    const shard = { number, count: 2 };
    folder.write(`shard-${number}/${RESULTS}`, simulatedResults(simulatedHeader(SOME_MESSAGES, {}, shard), shard).text);
  }
  Deno.mkdirSync(`${folder.path}/disk`);
  return folder;
}

/** A command of a script that goes on where it fails, with its exit code and what it said in files of this name. */
const command = (args: readonly string[], name: string) =>
  `semcom ${args.join(" ")} > ${name}.out 2> ${name}.err && code=0 || code=$?; echo $code > ${name}.code`;

/** The exit code and the one line of a command. */
function failure(folder: TemporaryFolder, name: string): { code: number; line: string } {
  const line = folder.read(`${name}.err`);
  assert.match(line, /^[^\n]*\n$/);
  return { code: Number(folder.read(`${name}.code`)), line };
}

Deno.test("eval: a full disk costs what did not fit; with room the same command goes on to the same bytes", {
  ignore: !canMount,
}, async () => {
  using folder = workplace();
  const { stderr } = await withMounts(
    `mount -t tmpfs -o size=64k none disk
     ${command([...EVAL, "disk/out"], "results")}
     cp -r disk/out first
     mount -o remount,size=160k none disk
     ${command([...EVAL, "disk/out"], "reports")}
     cp -r disk/out second
     mount -o remount,size=8m none disk
     ${command([...EVAL, "disk/out"], "room")}
     cp -r disk/out third
     ${command([...EVAL, "whole"], "whole")}`,
    folder.path,
  );
  assert.equal(stderr, "");
  const whole = folder.read(`whole/${RESULTS}`);
  const results = failure(folder, "results");
  assert.equal(results.code, 4);
  assert.match(results.line, FULL);
  assert.match(results.line, /: what was written before is kept, and the same command goes on\n$/);
  assert.match(folder.read("results.out"), / interrupted\n$/);
  const part = folder.read(`first/${RESULTS}`);
  assert.ok(whole.startsWith(part) && part.endsWith("\n") && part.length < whole.length);
  assert.deepEqual(names(`${folder.path}/first`), [RESULTS, "times.jsonl"]);
  const reports = failure(folder, "reports");
  assert.equal(reports.code, 4);
  assert.match(reports.line, FULL);
  assert.ok(folder.read(`second/${RESULTS}`) === whole);
  assert.deepEqual(names(`${folder.path}/second`).filter((name) => name.endsWith(".partial")), []);
  assert.deepEqual([folder.read("room.code"), folder.read("room.err")], ["0\n", ""]);
  assert.ok(folder.read(`third/${RESULTS}`) === whole);
  assert.deepEqual(names(`${folder.path}/third`), names(`${folder.path}/whole`));
});

Deno.test("finetune, merge: a full disk leaves nothing half-written; with room --resume goes on to the same codec", {
  ignore: !canMount,
}, async () => {
  using folder = workplace();
  const { stderr } = await withMounts(
    `mount -t tmpfs -o size=64k none disk
     ${command(["merge", "disk/all", "shard-1", "shard-2"], "merge")}
     ${command([...TUNE, "disk/mine"], "state")}
     ls -R disk > nothing
     mount -o remount,size=500k none disk
     ${command([...TUNE, "disk/mine"], "codec")}
     ls disk/* > left
     mount -o remount,size=8m none disk
     ${command([...TUNE, "disk/mine", "--resume"], "room")}
     cp -r disk/* .
     ${command([...TUNE, "whole/mine"], "whole")}`,
    folder.path,
  );
  assert.equal(stderr, "");
  for (const name of ["merge", "state", "codec"]) {
    const { code, line } = failure(folder, name);
    assert.equal(code, 4);
    assert.match(line, FULL);
    assert.equal(
      /: the state before is kept, and the same command with --resume goes on\n$/.test(line),
      name === "codec",
    );
  }
  assert.equal(folder.read("nothing"), "disk:\nall\n\ndisk/all:\n");
  assert.match(folder.read("left"), /^state$/m);
  assert.doesNotMatch(folder.read("left"), /candidate|partial/);
  assert.deepEqual([folder.read("room.code"), folder.read("room.err")], ["0\n", ""]);
  assert.deepEqual(names(`${folder.path}/mine`), names(`${folder.path}/whole/mine`));
  for (const name of names(`${folder.path}/mine`)) {
    assert.ok(folder.read(`mine/${name}`) === folder.read(`whole/mine/${name}`), name);
  }
});

Deno.test("eval, merge, finetune: a folder without write permission is one line each, and nothing is left", {
  ignore: !canBeStopped,
}, async () => {
  using folder = workplace();
  Deno.chmodSync(`${folder.path}/disk`, 0o500);
  const commands = {
    eval: [...EVAL, "disk/out"],
    merge: ["merge", "disk/out", "shard-1", "shard-2"],
    tune: [...TUNE, "disk/out"],
  };
  const script = Object.entries(commands).map(([name, args]) => command(args, name)).join("\n");
  const { stderr } = await withoutPower(script, folder.path);
  assert.equal(stderr, "");
  for (const name in commands) {
    const { code, line } = failure(folder, name);
    assert.equal(code, 4);
    assert.match(line, /^semcom: error: Cannot write to the folder disk\/out\S*: Permission denied \(os error 13\)\n$/);
    assert.equal(folder.read(`${name}.out`), "");
  }
  assert.deepEqual(names(`${folder.path}/disk`), []);
});

Deno.test("eval, merge, finetune: a folder that another process writes to is refused, and left alone", async () => {
  using folder = workplace();
  const in_ = (name: string) => `${folder.path}/${name}`;
  const corpus = [in_("corpus"), in_("notes")] as const;
  const cases: [string[], string][] = [
    [[...EVAL.with(2, corpus[0]), in_("eval")], "eval"],
    [["merge", in_("all"), in_("shard-1"), in_("shard-2")], "all"],
    [[...TUNE.with(5, corpus[1]), in_("mine")], "mine.checkpoint"],
  ];
  for (const [args, out] of cases) {
    using _other = FolderLock.take(in_(out));
    const { code, stdout, stderr } = await semcom(args);
    assert.deepEqual([code, stdout], [3, ""]);
    assert.match(
      stderr,
      /^semcom: error: Cannot write to the folder [^\n]*: another process is writing to it: [^\n]*\n$/,
    );
    assert.deepEqual(names(in_(out)), [LOCK]);
  }
});

Deno.test("finetune: of two that begin at once one is refused, and the other's codec is whole", async () => {
  using folder = workplace();
  const out = `${folder.path}/mine`;
  const args = [...TUNE.with(5, `${folder.path}/notes`), out];
  const [refused, done] = (await Promise.all([semcom(args), semcom(args)])).sort((a, b) => b.code - a.code);
  assert.deepEqual([refused!.code, done], [3, { code: 0, stdout: "", stderr: "" }]);
  assert.match(refused!.stderr, /^semcom: error: Cannot write [^\n]*mine[^\n]*(another process|it exists)[^\n]*\n$/);
  assert.equal((await semcom(["codecs", "verify", out])).code, 0);
  assert.ok(!names(folder.path).includes("mine.checkpoint"));
});
