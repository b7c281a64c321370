import assert from "node:assert/strict";
import { RateAdapter } from "../../adapter/rate_adapter.ts";
import { checkGraphs } from "../../codec/causal/check.ts";
import { CausalLanguageModel } from "../../codec/causal/language_model.ts";
import { makeLanguageModel } from "../../models/recipe/gpt2_mini/language_model.ts";
import { memoryOfNothing } from "../../models/recipe/gpt2_mini/memory.ts";
import { StoredTensors } from "../../models/recipe/gpt2_mini/stored_tensors.ts";
import { integers, Session, viewFloats } from "../../runtime/session.ts";
import { largestDifference } from "../codec/import/imported.ts";

const FOLDER = new URL("../../models/gpt2-mini", import.meta.url).pathname;
const readJson = async (folder: string) => JSON.parse(await Deno.readTextFile(`${folder}/codec.json`));
const manifest = await readJson(FOLDER);
const { vocabulary, d, max_uses, max_tokens, bos } = manifest;

const TEXT = 'Madam President, I would like to thank the rapporteur for her work. "And what," he asked, ' +
  '"is the good of that?" I need a table for two at 7 in the evening; is there parking? Ich weiß es nicht, ' +
  "and neither do the 27 Member States, which have been asked three times since January whether they agree.";

const read = async (folder: string, ...names: string[]) =>
  new Map(await Promise.all(names.map(async (name) => [name, await Deno.readFile(`${folder}/${name}`)] as const)));

const files = await read(FOLDER, "adapter_tx.onnx", "adapter_rx.onnx", "decoder.onnx", "weights.bin", "tokenizer.json");

/** What the recipe makes, in a folder for temporary files that is gone again. */
const made = await (async () => {
  const folder = await Deno.makeTempDir();
  try {
    await makeLanguageModel(FOLDER, folder);
    const { language_model, files } = await readJson(folder);
    return { settings: language_model, entries: files, files: await read(folder, "model.onnx", "weights-1.bin") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
})();

/** What a receiver hears of `tokens` tokens of bits that are all lost. */
async function hearNothing(tokens: number) {
  await using adapter = await RateAdapter.open(files, max_uses, 1);
  const coordinates = new Int32Array(tokens).fill(2 * max_uses);
  const silence = new Float32Array(tokens * 2 * max_uses);
  return await adapter.receive([{ y: silence, snr: silence }], [coordinates], true);
}

function open(): Promise<CausalLanguageModel> {
  checkGraphs(made.settings, made.files);
  return CausalLanguageModel.open(made.settings, new Map([...files, ...made.files]), 1);
}

Deno.test("the language model of gpt2-mini is made as codec.json says, and takes at most 15 MB more", async () => {
  for (const [name, bytes] of made.files) {
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assert.deepEqual(made.entries[name], { bytes: bytes.length, sha256 });
    assert.ok(bytes.length < 15e6, `${name} has ${bytes.length} bytes`);
  }
  // What the folder has already is made again to the byte.
  assert.deepEqual(manifest.language_model ?? made.settings, made.settings);
  for (const [name, entry] of Object.entries(manifest.files)) assert.deepEqual(made.entries[name], entry, name);
});

Deno.test("what the recipe adds for silence is what the receiver's rate adapter makes of it", async () => {
  const { memory, evidence } = await hearNothing(max_tokens);
  const expected = memoryOfNothing(new StoredTensors(manifest.tensors, files.get("weights.bin")!));
  assert.deepEqual(memory.dims, [1, max_tokens, d]);
  assert.ok(largestDifference(viewFloats(memory), expected.flatMap((row) => [...row])) < 1e-5);
  assert.ok(viewFloats(evidence).every((value) => value === 0));
});

for (const tokens of [1, 2, 17, max_tokens]) {
  Deno.test(`the language model says what decoder.onnx says where nothing is heard, at once and by steps: ${tokens}`, async () => {
    await using decoder = await Session.open(files, "decoder.onnx", 1);
    await using model = await open();
    const message = model.tokenizer.encode(`${TEXT} ${TEXT}`).slice(0, tokens);
    assert.equal(message.length, tokens);
    const { memory, evidence } = await hearNothing(tokens);
    const output = await decoder.run({
      memory,
      evidence,
      previous: decoder.integers(Int32Array.of(bos, ...message.subarray(0, -1)), [1, tokens]),
      mask: decoder.float(new Float32Array(tokens).fill(1), [1, tokens]),
      positions: decoder.integers(Int32Array.from(message, (_, i) => i), [tokens]),
    });
    const [likeliest, probability] = [integers(output.token!), viewFloats(output.probability!)];
    using context = await model.read(made.settings.prompt);
    const surprisals = await model.surprisals(message, context);
    using hypotheses = await model.begin(context);
    for (const [i, id] of message.entries()) {
      const next = hypotheses.logProbabilities[0]!;
      // The decoder knows no end: what is left without it is what it says.
      const rest = Math.log1p(-Math.exp(next[made.settings.end]!));
      const others = next.with(made.settings.end, -Infinity);
      assert.equal(others.indexOf(others.reduce((max, one) => Math.max(max, one))), likeliest[i]);
      assert.ok(Math.abs(next[likeliest[i]!]! - rest - Math.log(probability[i]!)) < 1e-3);
      assert.ok(Math.abs(-next[id]! * Math.LOG2E - surprisals[i]!) < 1e-3);
      if (i + 1 < tokens) await hypotheses.step([0], [id]);
    }
  });
}

Deno.test("the end of a message takes the place of a line's end, and no text holds it", async () => {
  await using model = await open();
  const { end, prompt } = made.settings;
  const [lineEnd] = model.tokenizer.encode("\n");
  using context = await model.read([...prompt, ...model.tokenizer.encode("The debate is closed.")]);
  using hypotheses = await model.begin(context);
  const next = hypotheses.logProbabilities[0]!;
  assert.ok(Math.abs(next[end]! - next[lineEnd!]! - 3) < 1e-3);
  assert.ok(next[end]! > Math.log(0.5));
  assert.ok([...model.tokenizer.special.values()].includes(end));
  assert.ok(!model.tokenizer.encode("</s>\n\n</s>").includes(end));
  assert.equal(vocabulary, next.length);
});
