import assert from "node:assert/strict";
import type { CausalLanguageModel } from "../../../codec/causal/language_model.ts";
import {
  ADAPTED,
  checkpoint,
  type Imported,
  imported,
  largestDifference,
  opened,
  PLAIN,
  type Reference,
  reference,
} from "./imported.ts";

/** The model's log-probabilities where the reference has some: read up to there, then step by step. */
async function stepping(model: CausalLanguageModel, { ids, logProbabilities }: Reference): Promise<Float32Array[]> {
  const first = ids.length - logProbabilities.length + 1;
  using context = await model.read(ids.slice(0, first));
  using hypotheses = await model.begin(context);
  const rows = [hypotheses.logProbabilities[0]!.slice()];
  for (const id of ids.slice(first)) rows.push((await hypotheses.step([0], [id]))[0]!.slice());
  return rows;
}

/** Activations of 8 bits in two parts and not of float32 are less exact where codes have 8 bits. */
const CHECKPOINTS: readonly [name: string, tolerance: number][] = [
  ["llama", 1e-4],
  ["qwen2", 1e-4],
  ["gpt2", 1e-4],
  ["llama-mixed.gguf", 1e-3],
  ["qwen2-q4_1.gguf", 1e-3],
  ["gpt2-q8_0.gguf", 1e-3],
];

/** Adapters of all matrices, of some of those that are multiplied together, and of GPT-2's. */
const ADAPTERS: readonly [name: string, tolerance: number][] = [
  ["llama", 1e-4],
  ["qwen2-q4_1.gguf", 1e-3],
  ["llama-mixed.gguf", 1e-3],
  ["gpt2", 1e-4],
];

async function compare(codec: Imported, expected: Reference, tolerance: number): Promise<void> {
  await using model = await opened(codec);
  const rows = await stepping(model, expected);
  assert.ok(Math.max(...expected.logProbabilities[0]!) > -4); // it is no model that knows nothing
  rows.forEach((row, i) => {
    const difference = largestDifference(row, expected.logProbabilities[i]!);
    assert.ok(difference < tolerance, `position ${i}: ${difference}`);
  });
}

for (const [name, tolerance] of CHECKPOINTS) {
  Deno.test(`log-probabilities are those of transformers: ${name}`, async () => {
    await using codec = await imported(checkpoint(name));
    await compare(codec, reference(name, codec.manifest.configuration.vocabulary), tolerance);
  });
}

for (const [name, tolerance] of ADAPTERS) {
  Deno.test(`log-probabilities with a low-rank adapter are those of transformers with PEFT: ${name}`, async () => {
    await using codec = await imported(checkpoint(name), { adapter: checkpoint(`${name}-lora`) });
    const { vocabulary } = codec.manifest.configuration;
    await compare(codec, reference(name, vocabulary, ADAPTED), tolerance);
    const [plain, adapted] = [PLAIN, ADAPTED].map((among) => reference(name, vocabulary, among).logProbabilities[0]!);
    assert.ok(largestDifference(plain!, adapted!) > 0.1); // the adapter is no small matter
  });
}
