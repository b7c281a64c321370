/**
 * Speed of an evaluation:   deno run -A bench/eval_bench.ts TEXT [MESSAGES] [SENDS] [ROUNDS]
 *
 * Messages a second of `semcom eval` with one and with two workers, over the first MESSAGES (512) lines of TEXT at 6 dB, and
 * of a loop that starts `semcom send` for each of SENDS (8) messages: whole processes, from start to end, one after the
 * other in each of ROUNDS (3) rounds, of which the medians are compared.
 */
import { median } from "./median.ts";

const [text, messages = "512", sends = "8", rounds = "3"] = Deno.args;
if (text === undefined) {
  console.error("usage: deno run -A bench/eval_bench.ts TEXT [MESSAGES] [SENDS] [ROUNDS]");
  Deno.exit(2);
}
const MAIN = new URL("../main.ts", import.meta.url).pathname;
const lines = (await Deno.readTextFile(text)).split("\n").filter((line) => line.trim() !== "");
const count = Math.min(Number(messages), lines.length);

/** Seconds that a run of the program takes. */
async function seconds(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, ...args],
    stdout: "null",
  });
  const { success } = await command.output();
  if (!success) throw new Error(`semcom ${args.join(" ")} failed`);
  return (performance.now() - start) / 1000;
}

function runEvaluation(jobs: number): Promise<number> {
  return seconds(["eval", text!, "-q", "--snr", "6", "--limit", `${count}`, "--jobs", `${jobs}`]);
}

async function loopOfSends(): Promise<number> {
  let sum = 0;
  for (const line of lines.slice(0, Number(sends))) sum += await seconds(["send", "-q", "--snr", "6", line]);
  return sum;
}

const rates: Record<"one worker" | "two workers" | "loop of sends", number[]> = {
  "one worker": [],
  "two workers": [],
  "loop of sends": [],
};
await runEvaluation(1); // fills the caches
for (let round = 0; round < Number(rounds); round++) {
  rates["one worker"].push(count / await runEvaluation(1));
  rates["two workers"].push(count / await runEvaluation(2));
  rates["loop of sends"].push(Math.min(Number(sends), lines.length) / await loopOfSends());
}
for (const [name, values] of Object.entries(rates)) {
  console.log(`${name.padEnd(14)} ${median(values).toFixed(2).padStart(8)} messages/s`);
}
const [one, two, loop] = Object.values(rates).map(median) as [number, number, number];
console.log(`two workers over one ${(two / one).toFixed(2)}, over a loop of sends ${(two / loop).toFixed(1)}`);
