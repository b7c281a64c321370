import { EXIT } from "../errors.ts";
import { isles, QUICK_EVAL } from "../tests/cli/isles.ts";
import { TemporaryFolder } from "../tests/evaluation/folder.ts";
import { tinyPath } from "../tests/finetune/tiny.ts";
import { ARGUMENTS, PROGRAM } from "./process.ts";

/**
 * Kills `eval`, `finetune` and `merge` with SIGKILL at random moments, and lets them run out of room at random sizes, each
 * time goes on with the same command until it is done, and compares the bytes with those of a run that nothing happened to:
 *
 *     deno run -A bench/crashes.ts 20
 *
 * The number is that of trials of each kind. It prints a line a kind, and exits with 1 if any trial came to other bytes, or
 * ended in another way than with one line and exit code 4. With SEMCOM_BINARY it is the compiled program. Linux only.
 */
const TRIALS = Number(Deno.args[0] ?? 10);

/** A command that goes on where it was, and the files that it comes to. */
interface Subject {
  readonly name: string;
  /** @param begun True if an earlier run left something to go on from. */
  readonly args: (out: string, begun: boolean) => string[];
  readonly files: readonly string[];
}

using folder = new TemporaryFolder();
const corpus = folder.write("corpus", isles(300));
const notes = folder.write("notes", isles(60));
const shards = [1, 2].map((number) => `${folder.path}/shard-${number}`);
const SUBJECTS: readonly Subject[] = [
  {
    name: "eval",
    args: (out) => ["eval", "-q", corpus, ...QUICK_EVAL, "--out", out],
    files: ["results.jsonl"],
  },
  {
    name: "finetune",
    args: (out, begun) => [
      ...["finetune", "-q", "--codec", tinyPath("bart"), "--data", notes, "--epochs", "6", "--batch-tokens", "200"],
      ...["--out", out, ...begun ? ["--resume"] : []],
    ],
    files: ["codec.json", "weights.bin"],
  },
  { name: "merge", args: (out) => ["merge", out, ...shards], files: ["results.jsonl", "times.jsonl"] },
];

for (const [i, shard] of shards.entries()) {
  await run(["eval", "-q", corpus, ...QUICK_EVAL, "--shard", `${i + 1}/2`, "--out", shard]);
}

let wrong = 0;
for (const subject of SUBJECTS) {
  const whole = `${folder.path}/whole/mine`;
  const start = performance.now();
  await run(subject.args(whole, false));
  const ms = performance.now() - start;
  const expected = subject.files.map((file) => Deno.readFileSync(`${whole}/${file}`));
  const largest = Math.max(...expected.map(({ length }) => length));
  let [kills, full, same] = [0, 0, 0];
  for (let trial = 0; trial < TRIALS; trial++) {
    for (const fault of ["kill", "full"] as const) {
      const out = `${folder.path}/${subject.name}-${fault}-${trial}/mine`;
      Deno.mkdirSync(out.replace(/\/mine$/, ""));
      for (let again = 0;; again++) {
        const args = subject.args(out, await hasState(out));
        const child = fault === "kill"
          ? spawn(args)
          : spawn(args, Math.floor(Math.random() * 2 * largest * (again + 1)));
        const timer = fault === "kill"
          ? setTimeout(() => kill(child), Math.random() * ms * (1 + again / 4))
          : undefined;
        const { code, signal, stderr } = await child.output();
        clearTimeout(timer);
        if (code === EXIT.done) break;
        if (signal === "SIGKILL") kills++;
        else if (code === EXIT.failed && /^[^\n]+\n$/.test(new TextDecoder().decode(stderr))) full++;
        else report(`${subject.name}: exit code ${code}: ${new TextDecoder().decode(stderr)}`);
      }
      const isSame = subject.files.every((file, i) => equal(Deno.readFileSync(`${out}/${file}`), expected[i]!));
      if (isSame) same++;
      else report(`${subject.name}: other bytes after ${fault}`);
      Deno.removeSync(out.replace(/\/mine$/, ""), { recursive: true });
    }
  }
  console.log(
    `${subject.name}: ${kills} kills and ${full} full disks in ${2 * TRIALS} runs; ${same} of ${
      2 * TRIALS
    } came to the same bytes`,
  );
  Deno.removeSync(`${folder.path}/whole`, { recursive: true });
}
Deno.exitCode = wrong > 0 ? 1 : 0;

function report(what: string): void {
  console.error(what);
  wrong++;
}

/** Starts a command; where a limit is given, no file may have more bytes, which it hears as it would of a full disk. */
function spawn(args: readonly string[], limit?: number): Deno.ChildProcess {
  const blocks = limit === undefined ? "unlimited" : `${Math.ceil(limit / 512)}`;
  return new Deno.Command("sh", {
    args: ["-c", `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, "sh", PROGRAM, ...ARGUMENTS, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

async function run(args: readonly string[]): Promise<void> {
  const { success, stderr } = await spawn(args).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch { /* it has just ended */ }
}

/** True if a fine-tuning can go on: one that was killed before its first state begins anew. */
async function hasState(out: string): Promise<boolean> {
  const has = (name: string) => Deno.stat(`${out}.checkpoint/${name}`).then(() => true, () => false);
  return await has("state") || await has("state.before");
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
