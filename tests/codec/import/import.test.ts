import assert from "node:assert/strict";
import { importModel } from "../../../codec/import/import.ts";
import { RunError, UsageError } from "../../../errors.ts";
import { checkpoint, imported, largestDifference, opened, readFiles } from "./imported.ts";
import { gguf, type Tensor } from "./gguf_writer.ts";
import { smallGguf } from "./small_models.ts";

/** A folder that goes when the test is done. */
async function temporary(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const LLAMA = checkpoint("llama-mixed.gguf");

Deno.test("the same import makes the same bytes, and codec.json names them", async () => {
  await using one = await imported(LLAMA);
  await using other = await imported(LLAMA);
  assert.deepEqual(one.files, other.files);
  const { files, provenance, licence } = one.manifest;
  assert.deepEqual(Object.keys(files).sort(), names(one.folder).filter((name) => name !== "codec.json"));
  for (const [name, entry] of [...Object.entries(files), ["", provenance.source[0]!] as const]) {
    const bytes = name === "" ? await Deno.readFile(LLAMA) : one.files.get(name)!;
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assert.equal(entry.sha256, sha256, name);
    assert.equal(entry.bytes, bytes.length);
  }
  assert.equal(provenance.title, "llama-mixed");
  assert.equal(provenance.command, "semcom codecs import llama-mixed.gguf --out codec");
  assert.equal(licence, "mit");
});

Deno.test("name, prompt, end, licence, notices and activations are as they are asked for", async () => {
  await using folder = await temporary();
  await Deno.writeTextFile(`${folder.path}/NOTICE`, "whose it is");
  await using codec = await imported(LLAMA, {
    name: "other",
    prompt: "<|im_start|>the<|endoftext|>",
    end: "<|endoftext|>",
    licence: "Apache-2.0",
    notices: [`${folder.path}/NOTICE`],
    activations: "I8",
    command: "just so",
  });
  await using model = await opened(codec);
  const { tokenizer } = model;
  const { name, prompt, end, licence, configuration, provenance } = codec.manifest;
  assert.deepEqual(prompt, [1, ...tokenizer.encode("the"), 0]);
  assert.deepEqual([name, end, licence], ["other", 0, "Apache-2.0"]);
  assert.equal(configuration.activations, "I8");
  assert.equal(provenance.command, "just so");
  assert.equal(new TextDecoder().decode(codec.files.get("NOTICE")), "whose it is");
});

Deno.test("a message may end with a line", async () => {
  await using codec = await imported(LLAMA, { end: "\n" });
  await using model = await opened(codec);
  assert.deepEqual([codec.manifest.end], [...model.tokenizer.encode("\n")]);
});

Deno.test("a model that knows chats has the beginning of an answer as its prompt, another its first token", async () => {
  await using chat = await imported(LLAMA);
  await using model = await opened(chat);
  const { tokenizer } = model;
  assert.deepEqual(chat.manifest.prompt, [1, ...tokenizer.encode("assistant\n")]);
  assert.equal(chat.manifest.end, 2);
  await using folder = await temporary();
  await Deno.writeFile(`${folder.path}/small.gguf`, gguf(smallGguf()));
  const { prompt } = await importModel(`${folder.path}/small.gguf`, `${folder.path}/out`);
  assert.deepEqual(prompt, [257]);
});

Deno.test("what a user mistypes is a usage error", async () => {
  await using folder = await temporary();
  const out = `${folder.path}/out`;
  const usage = (message: RegExp) => (error: unknown) => error instanceof UsageError && message.test(error.message);
  await assert.rejects(importModel(LLAMA, folder.path), usage(/it exists already: choose another folder$/));
  await assert.rejects(
    importModel(LLAMA, out, { end: "<end>" }),
    usage(/Cannot end a message with "<end>": .*<\|im_end\|>/),
  );
  await assert.rejects(importModel(LLAMA, out, { prompt: "" }), usage(/empty prompt/));
  await assert.rejects(importModel(LLAMA, out, { notices: ["/etc/passwd"] }), usage(/must be one of LICENSE, NOTICE$/));
  assert.deepEqual(names(folder.path), []);
});

Deno.test("it says how far it is, and an import that is interrupted leaves nothing", async () => {
  await using folder = await temporary();
  const steps: number[] = [];
  let total = 0;
  await importModel(LLAMA, `${folder.path}/whole`, { progress: (done, all) => [total] = [all, steps.push(done)] });
  assert.ok(steps.length > 20);
  assert.ok(steps.every((done, i) => done > (steps[i - 1] ?? 0)));
  assert.ok(Math.abs(steps.at(-1)! / total - 1) < 0.05);
  for (const count of [1, 2, 10, steps.length - 1]) {
    const controller = new AbortController();
    let left = count;
    const progress = () => {
      if (--left === 0) controller.abort(new Error("enough"));
    };
    await assert.rejects(importModel(LLAMA, `${folder.path}/part`, { progress, signal: controller.signal }), /enough/);
    assert.deepEqual(names(folder.path), ["whole"]);
  }
});

Deno.test("what an import that was killed has left does not harm the next", async () => {
  await using folder = await temporary();
  await Deno.mkdir(`${folder.path}/out.partial`);
  await Deno.writeTextFile(`${folder.path}/out.partial/weights-1.bin`, "half");
  await importModel(LLAMA, `${folder.path}/out`);
  assert.deepEqual(names(folder.path), ["out"]);
});

Deno.test("a folder that cannot be written is one line", async () => {
  await using folder = await temporary();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await assert.rejects(
    importModel(LLAMA, `${folder.path}/file/out`),
    (error) => error instanceof RunError && /^Cannot write [^\n]+$/.test(error.message),
  );
});

const vectors: Record<string, { bytes: string; floats: string }> = JSON.parse(
  Deno.readTextFileSync(new URL("checkpoints/types.json", import.meta.url)),
);

/** A tensor of [rows, 256] of a type of super-blocks, and the same as float32. */
function superBlocks(
  type: "Q4_K" | "Q5_K" | "Q6_K",
  shape: readonly [number, number],
): [Partial<Tensor>, Partial<Tensor>] {
  const { bytes, floats } = vectors[type]!;
  const repeat = (base64: string, parts: number) => {
    const all = Uint8Array.fromBase64(base64);
    const part = all.length / 2; // there are two super-blocks
    const out = new Uint8Array(part * parts);
    for (let i = 0; i < parts; i++) out.set(all.subarray(part * (i % 2), part * (i % 2 + 1)), part * i);
    return out;
  };
  const parts = shape[0] * shape[1] / 256;
  const number = { Q4_K: 12, Q5_K: 13, Q6_K: 14 }[type];
  return [{ shape, type: number, bytes: repeat(bytes, parts) }, { shape, type: 0, bytes: repeat(floats, parts) }];
}

Deno.test("super-blocks are imported: exactly where a codec can hold them, else rounded, with the error said", async () => {
  await using folder = await temporary();
  const wide = { "llama.feed_forward_length": { type: 4, bytes: Uint8Array.of(0, 1, 0, 0) } };
  const tall = (seed: number) => ({
    shape: [256, 32],
    bytes: new Uint8Array(Float32Array.from({ length: 256 * 32 }, (_, i) => Math.sin(i * seed) / 4).buffer),
  });
  const logProbabilities: Float32Array[] = [];
  for (const type of ["Q4_K", "Q5_K", "Q6_K"] as const) {
    for (const [i, down] of superBlocks(type, [32, 256]).entries()) {
      const file = gguf(smallGguf(wide, {
        "blk.0.ffn_gate.weight": tall(1),
        "blk.0.ffn_up.weight": tall(2),
        "blk.0.ffn_down.weight": down,
      }));
      await Deno.writeFile(`${folder.path}/${type}-${i}.gguf`, file);
      await using codec = await imported(`${folder.path}/${type}-${i}.gguf`);
      const { configuration, provenance } = codec.manifest;
      if (i === 0) {
        assert.equal(configuration.types.down, type === "Q4_K" ? "Q4_K" : "Q8_0");
        const error = provenance.rounded?.[type];
        if (type === "Q4_K") assert.equal(error, undefined);
        else assert.ok(error! > 1e-4 && error! < 0.006, `${type} ${error}`);
      }
      await using model = await opened(codec);
      using context = await model.read([65, 66, 67]);
      using hypotheses = await model.begin(context);
      logProbabilities.push(hypotheses.logProbabilities[0]!.slice());
    }
    const difference = largestDifference(logProbabilities.at(-1)!, logProbabilities.at(-2)!);
    assert.ok(difference < (type === "Q4_K" ? 1e-5 : 0.02), `${type} ${difference}`);
    assert.ok(difference > 0);
  }
});

Deno.test("folders of shards are read as one", async () => {
  await using codec = await imported(checkpoint("llama"));
  assert.deepEqual(codec.manifest.provenance.source.map(({ name }) => name), [
    "config.json",
    "tokenizer.json",
    "model-00001-of-00002.safetensors",
    "model-00002-of-00002.safetensors",
  ]);
  assert.ok((await readFiles(codec.folder)).has("weights-1.bin"));
});
