/**
 * Speed and memory of a step of fine-tuning, against the same step by PyTorch.
 *
 *     deno run -A models/recipe/bench_finetune.ts --codec bart-mini --python venv/bin/python
 *
 * Both take one batch of `--rows` sentences of `--length` tokens over 6 uses each; forward, backward, clipping and AdamW, in
 * turns, so that what else the machine does falls on both. Without --python only ours, which with many `--steps` shows whether memory grows.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { Peer } from "../../bench/peer.ts";
import { Random } from "../../channel/random.ts";
import { readLearnedFolder } from "../../codec/folder/read.ts";
import { drawBatch } from "../../finetune/examples.ts";
import { drawMixedLinks } from "../../finetune/links.ts";
import { parameterTable, readParameters } from "../../finetune/parameters.ts";
import { Trainer } from "../../finetune/trainer.ts";
import { WEIGHTS } from "../../runtime/session.ts";

const { values } = parseArgs({
  options: {
    codec: { type: "string", default: "bart-mini" },
    python: { type: "string" },
    rows: { type: "string", default: "36" },
    length: { type: "string", default: "28" },
    steps: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    threads: { type: "string", default: `${navigator.hardwareConcurrency}` },
  },
});
const [rows, length, steps, rounds, threads] = [values.rows, values.length, values.steps, values.rounds, values.threads]
  .map(Number) as [number, number, number, number, number];

const folder = await readLearnedFolder(values.codec);
const table = parameterTable(folder, "all");
const parameters = readParameters(folder.files.get(WEIGHTS)!, table);
await using trainer = await Trainer.open(folder, table, parameters, threads);
const random = new Random(1);
const token = () => 4 + Math.floor(random.uniform() * (folder.manifest.vocabulary - 4));
const ids = Array.from({ length: rows }, () => Int32Array.from({ length }, token));
const batch = drawBatch(ids, drawMixedLinks(2 * folder.manifest.max_uses), folder.manifest, 1, 1);

const facts = [
  ["kind", folder.manifest.kind],
  ...["rows", "length", "steps", "threads"].map((key) => [key, values[key as "rows"]]),
];
await using peer = values.python === undefined ? undefined : new Peer(
  values.python,
  new URL("bench_finetune.py", import.meta.url),
  facts.flatMap(([name, value]) => [`--${name}`, `${value}`]),
);

const best: Record<string, { seconds: number; cpu: number }> = {};
for (let round = 0; round <= rounds; round++) {
  const [wall, cpu] = [performance.now(), cpuSeconds()];
  for (let i = 0; i < steps; i++) {
    await trainer.step(batch, { learningRate: 1e-4, weightDecay: 0.01, maxNorm: 1 });
  }
  const ours = { seconds: (performance.now() - wall) / 1000 / steps, cpu: (cpuSeconds() - cpu) / steps };
  const theirs = await peer?.ask<typeof ours>("");
  if (round === 0) continue; // warming up
  for (const [name, time] of [["semcom", ours], ["PyTorch", theirs]] as const) {
    if (time !== undefined && time.cpu < (best[name]?.cpu ?? Infinity)) best[name] = time;
  }
  console.log(`round ${round}: peak memory ${peakMegabytes()} MB`);
}
for (const [name, { seconds, cpu }] of Object.entries(best)) {
  const speed = (time: number) => (rows * length / time).toFixed(0).padStart(6);
  console.log(`${name.padEnd(8)}${speed(seconds)} tokens/s, ${speed(cpu)} per second of processor time`);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function peakMegabytes(): string {
  return /VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))![1]!.replace(/\d{3}$/, "");
}
