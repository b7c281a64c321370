/**
 * Whole processes of this version beside those of another: time from start to end, and the most memory, of sentences and of
 * `--version`.
 *
 *     deno run -A bench/versions.ts OTHER [ROUNDS]
 *
 * OTHER is another checkout of the project, or a compiled program; with SEMCOM_BINARY this version is the compiled program, too.
 * Both take turns in each of ROUNDS (9) rounds; printed are the medians, other : this. Linux only: memory is read from /proc.
 */
import { median } from "./median.ts";
import { ARGUMENTS, megabytes, PROGRAM } from "./process.ts";

const [other, rounds = "9"] = Deno.args;
if (other === undefined) {
  console.error("usage: deno run -A bench/versions.ts OTHER [ROUNDS]");
  Deno.exit(2);
}
const SENTENCE = "The committee meets at noon in the small hall.";
const send = (codec: string) => ["send", "-q", "--codec", codec, SENTENCE];
const RUNS = [["--version"], ["--help"], send("bart-mini"), send("gpt2-mini"), send("smollm2-135m")];

const theirs = Deno.statSync(other).isFile
  ? [other]
  : [Deno.execPath(), "run", "-A", "--no-check", `${Deno.realPathSync(other)}/main.ts`];
const sides = [theirs, [PROGRAM, ...ARGUMENTS]] as [string, ...string[]][];

console.log("| command | s, other : this | MB, other : this |\n| :-- | --: | --: |");
for (const args of RUNS) {
  const taken: { seconds: number; memory: number }[][] = [[], []];
  for (let round = 0; round <= Number(rounds); round++) {
    for (const [side, command] of sides.entries()) {
      const one = await measure(command, args);
      if (round > 0) taken[side]!.push(one); // the first one warms the caches
    }
  }
  const pair = (figure: (one: { seconds: number; memory: number }) => number, digits: number) =>
    taken.map((all) => median(all.map(figure)).toFixed(digits)).join(" : ");
  const name = args.filter((arg) => arg !== SENTENCE).join(" ");
  console.log(`| ${name} | ${pair(({ seconds }) => seconds, 3)} | ${pair(({ memory }) => memory, 0)} |`);
}

/** Runs a process. The most memory that it has had is asked for as long as there is an answer. */
async function measure([program, ...begin]: [string, ...string[]], args: readonly string[]) {
  const start = performance.now();
  const child = new Deno.Command(program, { args: [...begin, ...args], stdin: "null", stdout: "piped" }).spawn();
  let memory = 0;
  const timer = setInterval(() => memory = Math.max(memory, megabytes(child.pid, "VmHWM") ?? 0), 2);
  const { success } = await child.output();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(timer);
  if (!success) throw new Error(`${program} ${args.join(" ")} failed`);
  return { seconds, memory };
}
