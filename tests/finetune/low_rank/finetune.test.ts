import assert from "node:assert/strict";
import { adaptersOf } from "../../../codec/causal/configuration.ts";
import type { CausalManifest } from "../../../codec/folder/causal_manifest.ts";
import { readCodecFolder } from "../../../codec/folder/read.ts";
import { CausalLanguageModel } from "../../../codec/causal/language_model.ts";
import { exportAdapter } from "../../../codec/import/peft/write.ts";
import { importModel } from "../../../codec/import/import.ts";
import { RefusedError, UsageError } from "../../../errors.ts";
import { finetune, type Finetuned } from "../../../finetune/finetune.ts";
import { encodeAdapter, withAdapter } from "../../../finetune/low_rank/beside.ts";
import { LowRankTrainer, textBatch } from "../../../finetune/low_rank/trainer.ts";
import { buildGraphs } from "../../../codec/causal/graphs.ts";
import type { Progress } from "../../../finetune/pace.ts";
import { FINETUNE_DEFAULTS, type FinetuneSettings } from "../../../finetune/settings.ts";
import { checkpoint, imported } from "../../codec/import/imported.ts";
import { TemporaryFolder } from "../../evaluation/folder.ts";

const TEXT = Array.from({ length: 60 }, (_, i) => `The ferry to isle ${i % 7} leaves at ${i % 12}.\n`).join("");

/** A folder with a text, and a tiny llama's codec beside what is to be written. */
async function workplace(adapter?: string): Promise<TemporaryFolder & { settings: FinetuneSettings }> {
  const folder = new TemporaryFolder();
  const codec = `${folder.path}/tiny`;
  await importModel(checkpoint("llama"), codec, adapter === undefined ? {} : { adapter: checkpoint(adapter) });
  const settings: FinetuneSettings = {
    ...FINETUNE_DEFAULTS,
    codec,
    data: folder.write("notes.txt", TEXT),
    out: `${folder.path}/mine`,
    epochs: 2,
    learningRate: 2e-2,
    batchTokens: 200,
    lowRank: { rank: 2, alpha: 6 },
    resume: false,
    seed: 1,
    threads: 1,
  };
  return Object.assign(folder, { settings });
}

async function run(settings: FinetuneSettings, report: (progress: Progress) => void = () => {}): Promise<Finetuned> {
  const result = await finetune(settings, report, () => false);
  assert.ok(!result.interrupted);
  return result;
}

async function bitsOf(codec: string, text: string): Promise<number> {
  const { manifest, files } = await readCodecFolder(codec, { purposes: ["language model"] });
  const settings = manifest as CausalManifest;
  await using model = await CausalLanguageModel.open(settings, files, 1);
  using context = await model.read(settings.prompt);
  const bits = await model.surprisals(model.tokenizer.encode(text), context);
  return bits.reduce((sum, one) => sum + one, 0);
}

for (const own of [undefined, "llama-lora"]) {
  Deno.test(`a run teaches an adapter, whose folder names its base by hash${own === undefined ? "" : ", beside the base's own"}`, async () => {
    using work = await workplace(own);
    const { settings } = work;
    const seen: Progress[] = [];
    const { best, baseline, figure } = await run(settings, (progress) => seen.push(progress));
    assert.equal(figure, "bits a word");
    assert.ok(best.epoch > 0 && best.value < 0.9 * baseline, `${best.value} of ${baseline}`);
    assert.deepEqual(seen.filter((one) => one.figure !== undefined).map(({ epoch }) => epoch), [1, 2]);
    assert.deepEqual([...Deno.readDirSync(work.path)].map(({ name }) => name).sort(), ["mine", "notes.txt", "tiny"]);
    const names = [...Deno.readDirSync(settings.out)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["codec.json", own === undefined ? "weights-2.bin" : "weights-3.bin"]);
    const manifest: CausalManifest = JSON.parse(work.read("mine/codec.json"));
    const base = await readCodecFolder(settings.codec);
    assert.deepEqual(manifest.base, { name: "tiny", sha256: base.sha256 });
    const taken = adaptersOf((base.manifest as CausalManifest).configuration);
    assert.equal(taken.length, own === undefined ? 0 : 1);
    const adapters = adaptersOf(manifest.configuration);
    assert.deepEqual(adapters.slice(0, -1), taken);
    assert.deepEqual([adapters.at(-1)!.rank, adapters.at(-1)!.scale, adapters.at(-1)!.type], [2, 3, "F16"]);
    const { fine_tuning: made } = manifest.provenance;
    assert.deepEqual(made!.base, { name: "tiny", sha256: base.sha256 });
    assert.ok(!JSON.stringify(manifest).includes("ferry"), "the text itself is in the codec");
    const text = "The ferry to isle 3 leaves at 4.";
    assert.ok(await bitsOf(settings.out, text) < 0.9 * await bitsOf(settings.codec, text));
    // The same as PEFT has it, beside the same checkpoint.
    await exportAdapter(settings.out, `${work.path}/peft`);
    await importModel(checkpoint("llama"), `${work.path}/again`, { adapter: `${work.path}/peft` });
    assert.equal(await bitsOf(`${work.path}/again`, text), await bitsOf(settings.out, text));
  });
}

Deno.test("a merged folder stands alone, and a codec that was taught may be taught again", async () => {
  using work = await workplace("llama-lora");
  const settings = { ...work.settings, steps: 3 };
  const text = "The ferry leaves.";
  const filesOf = (codec: string) => [...Deno.readDirSync(`${work.path}/${codec}`)].map(({ name }) => name).sort();
  await run(settings);
  await run({ ...settings, out: `${work.path}/whole`, merge: true });
  const bits = await bitsOf(settings.out, text);
  // It has what both have taught, and stands on the same base.
  await run({
    ...settings,
    codec: settings.out,
    out: `${work.path}/further`,
    lowRank: { rank: 1, targets: ["v_proj"] },
  });
  const further: CausalManifest = JSON.parse(work.read("further/codec.json"));
  assert.deepEqual(further.base, JSON.parse(work.read("mine/codec.json")).base);
  assert.deepEqual(adaptersOf(further.configuration).map(({ rank }) => rank), [4, 2, 1]);
  assert.deepEqual(filesOf("further"), ["codec.json", "weights-3.bin", "weights-4.bin"]);
  Deno.removeSync(settings.out, { recursive: true });
  const furtherBits = await bitsOf(`${work.path}/further`, text);
  assert.notEqual(furtherBits, bits);
  await run({
    ...settings,
    codec: `${work.path}/whole`,
    out: `${work.path}/third`,
    lowRank: { rank: 1, targets: ["v_proj"] },
  });
  assert.deepEqual(filesOf("third"), ["codec.json", "weights-4.bin"]);
  assert.equal(await bitsOf(`${work.path}/third`, text), furtherBits);
  // PEFT has the three as one.
  await exportAdapter(`${work.path}/further`, `${work.path}/peft`);
  assert.equal(JSON.parse(work.read("peft/adapter_config.json")).r, 7);
  await importModel(checkpoint("llama"), `${work.path}/again`, { adapter: `${work.path}/peft` });
  assert.ok(Math.abs(await bitsOf(`${work.path}/again`, text) - furtherBits) < 1e-4);
  Deno.removeSync(`${work.path}/tiny`, { recursive: true });
  assert.equal(await bitsOf(`${work.path}/whole`, text), bits);
});

Deno.test("a codec whose base is missing, or another, is refused in one line", async () => {
  using work = await workplace("llama-lora");
  const { settings: { codec, out } } = work;
  await run({ ...work.settings, steps: 1 });
  const refuses = (says: RegExp) => assert.rejects(bitsOf(out, "The ferry leaves."), says);
  const json = work.read("mine/codec.json");
  for (const edit of [['"context": 64', '"context": 48'], ['"rank": 4', '"rank": 5']] as const) {
    work.write("mine/codec.json", json.replace(edit[0], edit[1]));
    await refuses(/its configuration is not that of its base tiny: fine-tune again$/);
  }
  work.write("mine/codec.json", json);
  Deno.removeSync(codec, { recursive: true });
  await refuses(/its base tiny is neither bundled nor beside it: put the folder/);
  await importModel(checkpoint("llama"), codec, { name: "another" });
  await refuses(
    /its base tiny is another than it was made for: the SHA-256 .*: put that one there, or fine-tune again$/,
  );
});

Deno.test("a folder of before, which has all that its base adds as well, is still read", async () => {
  using work = await workplace("llama-lora");
  await run({ ...work.settings, steps: 3 });
  // One adapter in the place of the base's and the one beside it.
  await exportAdapter(work.settings.out, `${work.path}/peft`);
  const whole = await importModel(checkpoint("llama"), `${work.path}/whole`, { adapter: `${work.path}/peft` });
  const file = "weights-2.bin";
  Deno.mkdirSync(`${work.path}/old`);
  Deno.copyFileSync(`${work.path}/whole/${file}`, `${work.path}/old/${file}`);
  const { base } = JSON.parse(work.read("mine/codec.json"));
  work.write("old/codec.json", JSON.stringify({ ...whole, base, files: { [file]: whole.files[file] } }));
  const text = "The ferry leaves.";
  assert.equal(await bitsOf(`${work.path}/old`, text), await bitsOf(`${work.path}/whole`, text));
});

Deno.test("a run may be interrupted at any step and anywhere in a validation, and ends where one that was not does", async () => {
  using whole = await workplace();
  const { out } = whole.settings;
  let all = 0;
  const { interrupted } = await finetune(whole.settings, () => {}, () => ++all === 0);
  assert.equal(interrupted, false);
  const judged = TEXT.match(/\n/g)!.length / 10; // a tenth is held back
  for (const last of [judged + 2, (all - judged) / 2 + judged, all - 1]) { // a step, and validation of the first and the second epoch
    using parts = await workplace();
    let asked = 0;
    const first = await finetune(parts.settings, () => {}, () => ++asked === last);
    assert.deepEqual(first, { interrupted: true, checkpoint: `${parts.settings.out}.checkpoint` });
    assert.equal(asked, last);
    await assert.rejects(
      run({ ...parts.settings, resume: true, lowRank: { rank: 2, alpha: 8 } }),
      (error) => error instanceof RefusedError && /its --alpha was 6 and is now 8/.test(error.message),
    );
    await run({ ...parts.settings, resume: true });
    for (const name of ["weights-2.bin", "codec.json"]) {
      assert.ok(parts.read(`mine/${name}`) === Deno.readTextFileSync(`${out}/${name}`), `${name}, ${last} of ${all}`);
    }
  }
});

Deno.test("a run that is interrupted in its first validation leaves nothing", async () => {
  using work = await workplace();
  let asked = 0;
  const result = await finetune(work.settings, () => {}, () => ++asked === 3);
  assert.deepEqual(result, { interrupted: true, checkpoint: undefined });
  assert.deepEqual([...Deno.readDirSync(work.path)].map(({ name }) => name).sort(), ["notes.txt", "tiny"]);
  await run({ ...work.settings, steps: 1 });
});

Deno.test("a loss that is no number moves nothing", async () => {
  await using codec = await imported(checkpoint("llama"));
  const { configuration, prompt, end } = codec.manifest;
  const beside = { rank: 2, scale: 1, matrices: ["query"], type: "F32" } as const;
  await using trainer = await LowRankTrainer.open(configuration, codec.files, beside, { threads: 1, seed: 1 });
  const batch = textBatch([Int32Array.of(40, 41, 60)], prompt, end);
  const settings = { learningRate: 0.1, weightDecay: 0.01, maxNorm: 1 };
  assert.ok(Number.isFinite((await trainer.step(batch, settings)).loss));
  trainer.values[0] = Infinity;
  const before = [trainer.values, trainer.optimizer.first, trainer.optimizer.second].map((vector) => vector.slice());
  assert.ok(!Number.isFinite((await trainer.step(batch, settings)).loss));
  assert.deepEqual([trainer.values, trainer.optimizer.first, trainer.optimizer.second], before);
  assert.equal(trainer.optimizer.steps, 1);
});

Deno.test("a codec with a number that is none is refused, and nothing is left", async () => {
  using work = await workplace();
  const adapter = `${work.path}/adapter`;
  Deno.mkdirSync(adapter);
  for (const { name } of Deno.readDirSync(checkpoint("llama-lora"))) {
    const bytes = Deno.readFileSync(`${checkpoint("llama-lora")}/${name}`);
    if (name.endsWith(".safetensors")) bytes.set(new Uint8Array(Float32Array.of(NaN).buffer), bytes.length - 4);
    Deno.writeFileSync(`${adapter}/${name}`, bytes);
  }
  const codec = `${work.path}/broken`;
  await importModel(checkpoint("llama"), codec, { adapter });
  const error = await run({ ...work.settings, codec }).then(() => undefined, (error) => error);
  assert.ok(error instanceof RefusedError, `${error}`);
  assert.match(error.message, /validation is no finite number before the first step: is it damaged\?$/);
  assert.deepEqual([...Deno.readDirSync(work.path)].map(({ name }) => name).sort(), [
    "adapter",
    "broken",
    "notes.txt",
    "tiny",
  ]);
});

Deno.test("settings that such a codec cannot have are one line each, before anything is made", async () => {
  using work = await workplace("llama-lora");
  const refuses = async (says: RegExp, change: Partial<FinetuneSettings>) => {
    await assert.rejects(run({ ...work.settings, ...change }), (error) => {
      assert.ok(error instanceof UsageError, `${error}`);
      assert.match(error.message, says);
      return true;
    });
  };
  await refuses(/^The rank is 0, and must be a whole number from 1 to 256$/, { lowRank: { rank: 0 } });
  await refuses(/^The rank is 255, and with the codec's own adapter 259: 256 is the most$/, { lowRank: { rank: 255 } });
  await refuses(/^The alpha is 0, and must be above 0 and at most 1024$/, { lowRank: { alpha: 0 } });
  await refuses(/^Unknown target "q_prj": did you mean q_proj\?/, { lowRank: { targets: ["q_prj"] } });
  await refuses(/^The part to train is adapter, and the codec .* is a language model/, { part: "adapter" });
  await refuses(/^A link to fit the codec to is given, and the codec .* is a language model/, { link: { rate: 5 } });
  await refuses(/would not find it: write it there, or --merge$/, { out: `${work.path}/below/mine` });
  await refuses(/^A low-rank adapter is asked for, and the codec bart-mini is trained itself/, { codec: "bart-mini" });
  assert.deepEqual([...Deno.readDirSync(work.path)].map(({ name }) => name).sort(), ["notes.txt", "tiny"]);
});

Deno.test("what is written computes what training computed: the model's own adapters, and the one beside them", async () => {
  for (
    const [name, own] of [["llama", "llama-lora"], ["gpt2", undefined], [
      "qwen2-q4_1.gguf",
      "qwen2-q4_1.gguf-lora",
    ]] as const
  ) {
    await using codec = await imported(checkpoint(name), own === undefined ? {} : { adapter: checkpoint(own) });
    const { configuration, prompt, end } = codec.manifest;
    const matrices = name === "gpt2" ? ["query_key_value", "down"] : ["value", "up", "attention_output"];
    const beside = { rank: 3, scale: 0.5, matrices, type: "F16" } as const;
    await using trainer = await LowRankTrainer.open(configuration, codec.files, beside, { threads: 1, seed: 1 });
    trainer.values.forEach((_, i) => trainer.values[i] = Math.fround(Math.round(100 * Math.sin(i)) / 256)); // as F16 has them
    const message = Int32Array.of(40, 41, 60, 12);
    const { loss } = await trainer.differentiate(textBatch([message], prompt, end));
    const whole = withAdapter(configuration, beside);
    const adapter = encodeAdapter(whole, trainer.parameters, trainer.values);
    const files = new Map([...codec.files, ...adapter, ...buildGraphs(whole)]);
    await using model = await CausalLanguageModel.open({ ...codec.manifest, configuration: whole }, files, 1);
    using context = await model.read(prompt);
    const bits = await model.surprisals(Int32Array.of(...message, end), context);
    const mean = bits.reduce((sum, one) => sum + one, 0) * Math.LN2 / bits.length;
    assert.ok(Math.abs(mean - loss) < 2e-4 * loss, `${name}: ${mean} and ${loss}`);
  }
});
