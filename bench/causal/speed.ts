/**
 * The speed of causal codecs beside that of llama.cpp and onnxruntime-genai, on the same weights and threads:
 *
 *     deno run -A bench/causal/speed.ts [--threads N] [--rounds N] [--gguf FILE] [--genai FOLDER] [--python PYTHON] CODEC_FOLDER…
 *
 * A step with different numbers of hypotheses after 32 tokens, the reading of 32 tokens, and opening. All take turns in
 * each round, so that a machine that others use as well is as slow for one as for another; figures are the medians of all
 * rounds, and in brackets how often as fast as llama.cpp that is.
 */
import { parseArgs } from "node:util";
import { CausalLanguageModel } from "../../codec/causal/language_model.ts";
import { median } from "../median.ts";
import { Peer } from "../peer.ts";
import { readFolder } from "./folder.ts";

const PAST = 32;
const HYPOTHESES = [1, 4, 8, 16, 32];
const STEPS = 6;

/** Something that takes steps. All times are in milliseconds. */
interface Runner extends AsyncDisposable {
  readonly name: string;
  readonly opening: number;
  step(rows: number): Promise<number[]>;
  prefill(): Promise<number[]>;
}

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    gguf: { type: "string" },
    genai: { type: "string" },
    python: { type: "string", default: "python" },
  },
});
const threads = Number(values.threads);

await using stack = new AsyncDisposableStack();
const runners: Runner[] = [];
if (values.gguf !== undefined) runners.push(stack.use(await rival("llama", values.gguf)));
if (values.genai !== undefined) runners.push(stack.use(await rival("genai", values.genai)));
for (const folder of positionals) runners.push(stack.use(await ours(folder)));

const rows: [what: string, times: Map<Runner, number[]>, run: (runner: Runner) => Promise<number[]>][] = [
  ...HYPOTHESES.map((count): typeof rows[number] => [`step, ${count}`, new Map(), (runner) => runner.step(count)]),
  [`read ${PAST}`, new Map(), (runner) => runner.prefill()],
];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [, times, run] of rows) {
    for (const runner of runners) times.getOrInsertComputed(runner, () => []).push(...await run(runner));
  }
}
console.log(`${threads} threads, milliseconds\n`);
console.log(`| | ${runners.map(({ name }) => name).join(" | ")} |\n|${" --- |".repeat(runners.length + 1)}`);
for (const [what, times] of rows) {
  const medians = runners.map((runner) => median(times.get(runner)!));
  console.log(
    `| ${what} | ${medians.map((time) => `${time.toFixed(1)} (${(medians[0]! / time).toFixed(2)})`).join(" | ")} |`,
  );
}
console.log(`| open | ${runners.map(({ opening }) => opening.toFixed(0)).join(" | ")} |`);

async function ours(folder: string): Promise<Runner> {
  const [manifest, files] = await readFolder(folder);
  let begin = performance.now();
  const model = await CausalLanguageModel.open(manifest, files, threads);
  const opening = performance.now() - begin;
  const random = () => 1000 + Math.floor(Math.random() * (manifest.configuration.vocabulary - 2000));
  const tokens = (count: number) => Int32Array.from({ length: count }, random);
  return {
    name: `${folder.split("/").at(-1)} ${manifest.configuration.activations}`,
    opening,
    async step(count) {
      using context = await model.read(tokens(PAST));
      using hypotheses = await model.begin(context);
      await hypotheses.step(new Array(count).fill(0), tokens(count));
      const times: number[] = [];
      for (let i = 0; i < STEPS; i++) {
        // In a search most hypotheses go on and some are doubled in place of others.
        const parents = Array.from({ length: count }, (_, row) => row % 3 === 0 ? row >> 1 : row);
        begin = performance.now();
        await hypotheses.step(parents, tokens(count));
        times.push(performance.now() - begin);
      }
      return times;
    },
    async prefill() {
      const times: number[] = [];
      for (let i = 0; i < 2; i++) {
        begin = performance.now();
        using _context = await model.read(tokens(PAST + 1));
        times.push(performance.now() - begin);
      }
      return times;
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

async function rival(kind: "llama" | "genai", path: string): Promise<Runner> {
  const script = new URL("rivals.py", import.meta.url);
  const options = { stderr: "null", env: { OMP_NUM_THREADS: `${threads}` } } as const;
  const peer = new Peer(values.python, script, [kind, path, `${threads}`], options);
  const [opening] = await peer.answer<number[]>();
  const ask = (question: object) => peer.ask<number[]>(JSON.stringify(question));
  return {
    name: kind === "llama" ? "llama.cpp" : "onnxruntime-genai",
    opening: opening!,
    step: (rows) => ask({ do: "step", rows, past: PAST, count: STEPS }),
    prefill: () => ask({ do: "prefill", tokens: PAST, count: 2 }),
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}
