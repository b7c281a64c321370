import assert from "node:assert/strict";
import { readLearnedFolder } from "../../codec/folder/read.ts";
import { RefusedError, RunError, UsageError } from "../../errors.ts";
import { exists } from "../../runtime/open.ts";
import { finetune } from "../../finetune/finetune.ts";
import type { Progress } from "../../finetune/pace.ts";
import { FINETUNE_DEFAULTS, type FinetuneSettings } from "../../finetune/settings.ts";
import { tinyPath } from "./tiny.ts";

const TEXT = Array.from({ length: 60 }, (_, i) => `The ferry to isle ${i % 7} leaves at ${i % 12}.\n`).join("");

/** A folder with a text, that goes away. */
async function workplace(text = TEXT): Promise<{ settings: FinetuneSettings } & AsyncDisposable> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/notes.txt`, text);
  const settings: FinetuneSettings = {
    ...FINETUNE_DEFAULTS,
    codec: tinyPath("bart"),
    data: `${folder}/notes.txt`,
    out: `${folder}/mine`,
    epochs: 2,
    learningRate: 1e-2,
    batchTokens: 200,
    resume: false,
    seed: 1,
    threads: 1,
  };
  return { settings, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

const never = () => false;
const silent = () => {};

Deno.test("a run writes a whole codec folder with its provenance, and leaves nothing else", async () => {
  await using work = await workplace();
  const { settings } = work;
  const seen: Progress[] = [];
  const result = await finetune(settings, (progress) => seen.push(progress), never);
  assert.equal(result.interrupted, false);
  assert.deepEqual([...Deno.readDirSync(`${settings.out}/..`)].map(({ name }) => name).sort(), ["mine", "notes.txt"]);
  const { manifest, files } = await readLearnedFolder(`${settings.out}/`);
  const base = await readLearnedFolder(settings.codec);
  assert.equal(manifest.name, "mine");
  assert.equal(manifest.figures, undefined);
  assert.deepEqual([...files.keys()].sort(), [...base.files.keys()].sort());
  assert.deepEqual(files.get("decoder.onnx"), base.files.get("decoder.onnx"));
  assert.notDeepEqual(files.get("weights.bin"), base.files.get("weights.bin"));
  const provenance = manifest.training.fine_tuning as Record<string, Record<string, unknown>>;
  assert.deepEqual(provenance.base, { name: base.manifest.name, sha256: base.sha256 });
  assert.equal(provenance.data!.bytes, TEXT.length);
  assert.ok(!JSON.stringify(manifest).includes("ferry"), "the text itself is in the codec");
  const judged = seen.filter(({ figure }) => figure !== undefined);
  assert.deepEqual(judged.map(({ epoch }) => epoch), [1, 2]);
  assert.equal(judged[1]!.steps, judged[1]!.totalSteps);
  assert.ok(judged[1]!.loss < judged[0]!.loss, "it learns nothing");
});

Deno.test("where no epoch is as good as the codec was, what is written has its weights", async () => {
  await using work = await workplace();
  const settings = { ...work.settings, codec: "bart-mini", steps: 2, batchTokens: 500, learningRate: 0.1 };
  const judged: Progress[] = [];
  const result = await finetune(settings, (one) => one.figure !== undefined && judged.push(one), never);
  assert.ok(!result.interrupted);
  const { best, baseline } = result;
  assert.ok(judged.at(-1)!.figure!.value < baseline, "the step was to do harm");
  assert.deepEqual(best, { value: baseline, epoch: 0 });
  const { manifest, files } = await readLearnedFolder(`${settings.out}/`);
  assert.deepEqual(files.get("weights.bin"), (await readLearnedFolder("bart-mini")).files.get("weights.bin"));
  assert.equal((manifest.training.fine_tuning as Record<string, unknown>).steps, 0);
});

Deno.test("an interrupted run that is resumed ends where one that was not does", async () => {
  await using whole = await workplace();
  await using parts = await workplace();
  await finetune(whole.settings, silent, never);
  let asked = 0;
  const first = await finetune(parts.settings, silent, () => ++asked === 3);
  assert.equal(first.interrupted, true);
  assert.equal(await exists(parts.settings.out), false);
  await assert.rejects(finetune(parts.settings, silent, never), /go on from it with --resume/);
  await assert.rejects(
    finetune({ ...parts.settings, resume: true, seed: 2 }, silent, never),
    (error) => error instanceof RefusedError && /its --seed was 1 and is now 2/.test(error.message),
  );
  await Deno.writeTextFile(`${parts.settings.data}.other`, `${TEXT}One more.\n`);
  await assert.rejects(
    finetune({ ...parts.settings, resume: true, data: `${parts.settings.data}.other` }, silent, never),
    (error) => error instanceof RefusedError && /its data was/.test(error.message),
  );
  const second = await finetune({ ...parts.settings, resume: true }, silent, never);
  assert.equal(second.interrupted, false);
  const weights = ({ out }: FinetuneSettings) => Deno.readFile(`${out}/weights.bin`);
  assert.deepEqual(await weights(parts.settings), await weights(whole.settings));
});

Deno.test("a run that is interrupted after every step and validation ends where one that was not does", async () => {
  await using whole = await workplace();
  await using parts = await workplace();
  const change = { batchTokens: 800, steps: 3 }; // an epoch and a half
  await finetune({ ...whole.settings, ...change }, silent, never);
  let resume = false;
  for (let interrupted = true; interrupted; resume = true) {
    let asked = 0;
    const seen = ({ loss, secondsLeft }: Progress) => {
      // A run that goes on with a validation has no step yet to tell the time from.
      assert.ok(Number.isNaN(loss) && Number.isNaN(secondsLeft) || Number.isFinite(loss) && secondsLeft >= 0);
    };
    ({ interrupted } = await finetune({ ...parts.settings, ...change, resume }, seen, () => ++asked === 2));
  }
  const weights = ({ out }: FinetuneSettings) => Deno.readFile(`${out}/weights.bin`);
  assert.deepEqual(await weights(parts.settings), await weights(whole.settings));
});

Deno.test("a run whose newest state is damaged goes on from the one before, to the same codec", async () => {
  await using whole = await workplace();
  await finetune(whole.settings, silent, never);
  await using work = await workplace();
  let asked = 0;
  await finetune(work.settings, silent, () => asked++ === 2); // in the first epoch, and so after two states
  const checkpoint = `${work.settings.out}.checkpoint`;
  assert.ok(await exists(`${checkpoint}/state.before`));
  await Deno.truncate(`${checkpoint}/state`, 1000);
  const warnings: string[] = [];
  await finetune({ ...work.settings, resume: true }, silent, never, (text) => warnings.push(text));
  assert.deepEqual(warnings, [`${checkpoint}/state is damaged: going on from the one before it, of step 0`]);
  for (const { name } of Deno.readDirSync(whole.settings.out)) {
    const [expected, found] = [whole, work].map(({ settings: { out } }) => Deno.readFileSync(`${out}/${name}`));
    assert.deepEqual(found, expected, name);
  }
});

Deno.test("a best codec that is damaged is refused before it costs further time", async () => {
  for (
    const damage of [
      (best: string) => Deno.truncate(`${best}/weights.bin`, 1000),
      async (best: string) => {
        await Deno.rename(best, `${best}.moved`);
        await Deno.symlink(`${best}.moved`, best);
      },
    ]
  ) {
    await using work = await workplace();
    let asked = 0;
    await finetune(work.settings, silent, () => asked++ > 0); // not in the first validation
    await damage(`${work.settings.out}.checkpoint/best`);
    await assert.rejects(
      finetune({ ...work.settings, resume: true }, silent, assert.fail),
      (error) =>
        error instanceof RefusedError &&
        /^Cannot use the codec .*\/best: .*: remove .* to begin anew$/.test(error.message),
    );
    assert.equal(await exists(work.settings.out), false);
  }
});

Deno.test("what is wrong is refused before anything is written", async () => {
  await using work = await workplace();
  const { settings } = work;
  const refused = async (
    change: Partial<FinetuneSettings>,
    type: typeof RefusedError | typeof UsageError,
    says: RegExp,
  ) =>
    await assert.rejects(
      finetune({ ...settings, ...change }, silent, never),
      (error) => error instanceof type && says.test(error.message),
      String(says),
    );
  await Deno.writeTextFile(`${settings.out}.txt`, "One.\nTwo.\n");
  await Deno.writeFile(`${settings.out}.bin`, Uint8Array.of(0x4e, 0xff, 0x0a));
  await refused({ data: `${settings.out}.txt` }, RefusedError, /on 2 sentences: 50 are needed/);
  await refused({ data: `${settings.out}.bin` }, RefusedError, /not UTF-8/);
  await refused({ data: `${settings.out}.none` }, RefusedError, /no such file/);
  await refused({ validation: `${settings.out}.none` }, RefusedError, /no such file/);
  await refused({ out: settings.data }, RefusedError, /it exists/);
  await refused({ resume: true }, RefusedError, /Cannot resume: there is no/);
  await refused({ learningRate: 0 }, UsageError, /learning rate/);
  await refused({ epochs: 0 }, UsageError, /epochs/);
  await refused({ link: { channel: "rayleih" }, snrDb: [3] }, UsageError, /did you mean rayleigh/);
  await refused({ snrDb: [3] }, UsageError, /no link to fit the codec to: name a channel/);
  await refused(
    { link: { channel: "bsc" }, snrDb: [3] },
    UsageError,
    /SNR is 3 dB, and the channel bsc:p=0.05 carries bits/,
  );
  assert.equal(await exists(`${settings.out}.checkpoint`), false);
});

Deno.test("a codec without the files for fine-tuning is refused", async () => {
  await using work = await workplace();
  const { settings } = work;
  const bare = `${settings.out}-bare`;
  await Deno.mkdir(bare);
  for await (const { name } of Deno.readDir(settings.codec)) {
    await Deno.copyFile(`${settings.codec}/${name}`, `${bare}/${name}`);
  }
  const manifest = JSON.parse(await Deno.readTextFile(`${bare}/codec.json`));
  delete manifest.files["training_model.onnx"];
  await Deno.remove(`${bare}/training_model.onnx`);
  await Deno.writeTextFile(`${bare}/codec.json`, JSON.stringify(manifest));
  await assert.rejects(
    finetune({ ...settings, codec: bare }, silent, never),
    (error) => error instanceof RefusedError && /lacks training_model\.onnx/.test(error.message),
  );
});

Deno.test("what cannot be written is said in one line, and nothing is left of it", async () => {
  await using work = await workplace();
  const { settings } = work;
  await assert.rejects(
    finetune({ ...settings, out: `${settings.data}/mine` }, silent, never),
    (error) => error instanceof RunError && /^Cannot write .*notes\.txt\/mine\.checkpoint: /.test(error.message),
  );
});

Deno.test("a loss that is no finite number ends the run and says what to lower", async () => {
  await using work = await workplace();
  const { settings } = work;
  await assert.rejects(
    finetune({ ...settings, codec: await damaged(settings), learningRate: 0.02 }, silent, never),
    (error) => error instanceof RunError && /no finite number any more; lower --lr \(it is 0\.02\)/.test(error.message),
  );
  assert.equal(await exists(settings.out), false);
});

/** A copy of the tiny codec with an infinite weight. */
async function damaged({ codec, out }: FinetuneSettings): Promise<string> {
  const folder = `${out}-damaged`;
  await Deno.mkdir(folder);
  for await (const { name } of Deno.readDir(codec)) await Deno.copyFile(`${codec}/${name}`, `${folder}/${name}`);
  const weights = await Deno.readFile(`${folder}/weights.bin`);
  const manifest = JSON.parse(await Deno.readTextFile(`${folder}/codec.json`));
  new DataView(weights.buffer).setUint16(manifest.tensors["codec.output_bias"].offset, 0x7c00, true);
  const digest = await crypto.subtle.digest("SHA-256", weights);
  manifest.files["weights.bin"].sha256 = new Uint8Array(digest).toHex();
  await Deno.writeFile(`${folder}/weights.bin`, weights);
  await Deno.writeTextFile(`${folder}/codec.json`, JSON.stringify(manifest));
  return folder;
}
