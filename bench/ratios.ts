import { parseArgs } from "node:util";
import suite from "../evaluation/suite/standard.json" with { type: "json" };
import { median } from "./median.ts";
import { ARGUMENTS, PROGRAM } from "./process.ts";

/**
 * What takes how many times as long as what, as a user would feel it: whole processes of `semcom` in pairs, one after the other in
 * each round, so that a busy machine slows both.
 *
 *     deno task bench            five rounds
 *     deno task bench --short    one round, to see that all of it runs
 *
 * A row is a pair: the median time of either and the median of the rounds' ratios, with the least and the greatest. With
 * SEMCOM_BINARY it is the compiled program. The parts of the channel have a benchmark of their own (`deno task bench:channel`), as
 * has the search of the spinal scheme (bench/spinal/speed.ts).
 */
const { values: { short } } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const ROUNDS = short ? 1 : 5;

const lines: readonly string[] = suite.messages;
const [SENTENCE] = lines as [string];

/** A command line with how many times it runs for one time that counts, and what it reads. */
interface Task {
  readonly args: readonly string[];
  readonly input?: string;
  /** What its time is divided by, such as the messages that it sends. */
  readonly parts?: number;
}

const folder = Deno.makeTempDirSync();
const text = `${folder}/text`;
const repeated = Array.from({ length: short ? 1 : 16 }, () => lines).flat();
Deno.writeTextFileSync(text, repeated.join("\n"));
const few = `${folder}/few`;
Deno.writeTextFileSync(few, repeated.slice(0, short ? 4 : 128).join("\n")); // a worker takes 32 at a time

const send = (codec: string): Task => ({ args: ["send", "-q", "--codec", codec, "--snr", "5", SENTENCE] });
const evaluate = (path: string, jobs: number, ...more: string[]): Task => {
  return { args: ["eval", path, "-q", "--snr", "6", "--jobs", `${jobs}`, ...more] };
};
const SPINAL = ["--codec", "gpt2-mini", "--scheme", "spinal"];

const PAIRS: readonly (readonly [name: string, left: Task, right: Task])[] = [
  ["send, bart-mini : --help", send("bart-mini"), { args: ["--help"] }],
  ["send, gpt2-mini : bart-mini", send("gpt2-mini"), send("bart-mini")],
  ["send, smollm2-135m : bart-mini", send("smollm2-135m"), send("bart-mini")],
  ["send, utf8 : bart-mini", send("utf8"), send("bart-mini")],
  [
    "a message, send alone : send of a file",
    send("bart-mini"),
    { args: ["send", "-q", "--snr", "5"], input: repeated.join("\n"), parts: repeated.length },
  ],
  ["eval, 1 worker : 2 workers, bart-mini", evaluate(text, 1), evaluate(text, 2)],
  ["eval, 1 worker : 2 workers, spinal", evaluate(few, 1, ...SPINAL), evaluate(few, 2, ...SPINAL)],
  ["eval, spinal : learned, gpt2-mini", evaluate(few, 1, ...SPINAL), evaluate(few, 1, "--codec", "gpt2-mini")],
];

console.log(
  `deno ${Deno.version.deno}, ${Deno.build.target}, ${navigator.hardwareConcurrency} cores, load ${
    Deno.loadavg()[0]!.toFixed(1)
  } before the start, rounds: ${ROUNDS}\n`,
);
console.log("| pair | ms | : ms | ratio | of the rounds |");
console.log("| :-- | --: | --: | --: | :-- |");
try {
  for (const [name, left, right] of PAIRS) {
    await Promise.all([milliseconds(left), milliseconds(right)]); // fills the caches
    const times: [number, number][] = [];
    for (let round = 0; round < ROUNDS; round++) times.push([await milliseconds(left), await milliseconds(right)]);
    const ratios = times.map(([a, b]) => a / b).sort((a, b) => a - b);
    const [a, b] = [0, 1].map((side) => median(times.map((pair) => pair[side]!)));
    const cells = [
      name,
      a!.toFixed(0),
      b!.toPrecision(3),
      median(ratios).toPrecision(3),
      `${ratios[0]!.toPrecision(3)} to ${ratios.at(-1)!.toPrecision(3)}`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}

/** The time of a whole process, for one part of what it does. */
async function milliseconds({ args, input, parts = 1 }: Task): Promise<number> {
  const start = performance.now();
  const stdin = input === undefined ? "null" : "piped";
  const child = new Deno.Command(PROGRAM, { args: [...ARGUMENTS, ...args], stdin, stdout: "null" }).spawn();
  if (input !== undefined) await new Blob([input]).stream().pipeTo(child.stdin);
  const { success } = await child.status;
  if (!success) throw new Error(`semcom ${args.join(" ")} failed`);
  return (performance.now() - start) / parts;
}
