import assert from "node:assert/strict";
import type { LowRankAdapter } from "../../../codec/causal/configuration.ts";
import { architectureGraph } from "../../../codec/causal/graph/architecture.ts";
import { adapterNames } from "../../../codec/import/peft/names.ts";
import { LowRankTrainer, textBatch } from "../../../finetune/low_rank/trainer.ts";
import { checkpoint, imported } from "../../codec/import/imported.ts";

interface Answer {
  readonly texts: readonly (readonly number[])[];
  readonly rank: number;
  readonly scale: number;
  readonly loss: number;
  readonly tensors: Readonly<Record<string, { readonly values: string; readonly gradient: string }>>;
}

const answers: Readonly<Record<string, Answer>> = JSON.parse(
  Deno.readTextFileSync(new URL("gradients.json", import.meta.url)),
);

const floats = (base64: string) => new Float32Array(Uint8Array.fromBase64(base64).buffer);

for (const [name, { texts, rank, scale, loss, tensors }] of Object.entries(answers)) {
  Deno.test(`loss and gradients are those of PyTorch and PEFT, tensor by tensor: ${name}`, async () => {
    const [source, ...own] = name.split(" ");
    const adapter = own.length === 0 ? {} : { adapter: checkpoint(`${source}-lora`) };
    await using codec = await imported(checkpoint(source!), adapter);
    const { configuration } = codec.manifest;
    const names = adapterNames(configuration.architecture);
    const matrices = architectureGraph(configuration.architecture).typed.filter((matrix) =>
      Object.hasOwn(tensors, names(`layers.0.${matrix}.lora_a`)!.name)
    );
    const beside: LowRankAdapter = { rank, scale, matrices, type: "F32" };
    await using trainer = await LowRankTrainer.open(configuration, codec.files, beside, { threads: 1, seed: 1 });
    assert.equal(trainer.parameters.length, Object.keys(tensors).length);
    for (const { name, at } of trainer.parameters) trainer.values.set(floats(tensors[names(name)!.name]!.values), at);
    // The first token of each text is a prompt of its own: rows of one prompt are laid side by side, the others alone.
    const batches = texts.map((text) =>
      textBatch([Int32Array.from(text.slice(1, -1))], text.slice(0, 1), text.at(-1)!)
    );
    const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0);
    let mean = 0;
    const sum = new Float32Array(trainer.values.length);
    for (const batch of batches) {
      const { loss, gradient } = await trainer.differentiate(batch);
      const share = batch.tokens / tokens;
      mean += share * loss;
      gradient.forEach((value, i) => sum[i]! += share * value);
    }
    assert.ok(Math.abs(mean - loss) < 1e-5 * loss, `${mean} and ${loss}`);
    for (const { name, shape, at } of trainer.parameters) {
      const expected = floats(tensors[names(name)!.name]!.gradient);
      assert.equal(expected.length, shape[0] * shape[1]);
      const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const off = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - sum[at + i]!)), 0);
      assert.ok(largest > 0 && off <= 1e-4 * largest, `${name}: ${off} of ${largest}`);
    }
  });
}

Deno.test("messages side by side have the loss and the gradient that they have one by one", async () => {
  await using codec = await imported(checkpoint("llama-mixed.gguf"));
  const beside: LowRankAdapter = { rank: 2, scale: 1, matrices: ["query", "down"], type: "F32" };
  const { configuration } = codec.manifest;
  await using trainer = await LowRankTrainer.open(configuration, codec.files, beside, { threads: 1, seed: 1 });
  trainer.values.forEach((_, i) => trainer.values[i] = Math.sin(i) / 4);
  const messages = [[5, 9, 33, 7], [], [8], [70, 71, 72, 73, 74, 75]].map((ids) => Int32Array.from(ids));
  const differentiate = async (messages: readonly Int32Array[]) => {
    const batch = textBatch(messages, [1, 60], 2);
    const { loss, gradient } = await trainer.differentiate(batch);
    return { tokens: batch.tokens, loss, gradient: gradient.slice() };
  };
  const together = await differentiate(messages);
  assert.equal(together.tokens, 15);
  let loss = 0;
  const gradient = new Float32Array(trainer.values.length);
  for (const message of messages) {
    const one = await differentiate([message]);
    loss += one.tokens / 15 * one.loss;
    one.gradient.forEach((value, i) => gradient[i]! += one.tokens / 15 * value);
  }
  assert.ok(Math.abs(loss - together.loss) < 1e-5);
  const largest = Math.max(...gradient.map(Math.abs));
  gradient.forEach((value, i) => assert.ok(Math.abs(value - together.gradient[i]!) < 1e-4 * largest));
});
