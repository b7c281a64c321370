import assert from "node:assert/strict";
import fc from "fast-check";
import { importModel } from "../../../codec/import/import.ts";
import { type Gguf, gguf, list, TYPE, type Value } from "../../codec/import/gguf_writer.ts";
import {
  CONFIG,
  HUGGING_FACE_TENSORS,
  type HuggingFaceFiles,
  safetensors as writeSafetensors,
  smallGguf,
  smallHuggingFace,
  TOKENIZER,
  writeFiles,
} from "../../codec/import/small_models.ts";
import { brokenBytes, brokenJson, EXTREMES, join } from "../mutations.ts";
import { bytesOf, type Target, textOf } from "../target.ts";

/** Imports a file or a folder. What is refused leaves nothing. */
async function load(content: Uint8Array | HuggingFaceFiles): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    const source = `${parent}/source`;
    if (content instanceof Uint8Array) Deno.writeFileSync(source, content);
    else writeFiles(source, content);
    await importModel(source, `${parent}/out`).catch((error) => {
      assert.deepEqual([...Deno.readDirSync(parent)].map(({ name }) => name), ["source"], `after ${error}`);
      throw error;
    });
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

const good = smallGguf();
const goodBytes = gguf(good);
/** Where the tensors' own bytes begin is of no interest: any byte there is a weight. */
const HEAD_BYTES = goodBytes.length - good.tensors.reduce((sum, { bytes }) => sum + bytes.length, 0);

const extreme = fc.constantFrom(...EXTREMES);
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 13 }), fc.uint8Array({ maxLength: 32 })).map(([type, bytes]) => ({ type, bytes })),
  fc.tuple(fc.integer({ min: 0, max: 13 }), extreme, fc.uint8Array({ maxLength: 64 })).map(([type, count, bytes]) =>
    list(type, count, bytes)
  ),
  fc.nat(3).map((depth) => {
    let inner = list(TYPE.u8, 0, new Uint8Array());
    for (let level = 0; level <= 4 ** depth; level++) inner = list(TYPE.list, 1, inner.bytes);
    return inner;
  }),
);

/** GGUF files of which a part is another: a value of the metadata, a name, a shape, a type, a place, a count. */
const brokenGguf: fc.Arbitrary<Gguf> = fc.oneof(
  fc.tuple(fc.nat(good.metadata.length - 1), value).map(([at, other]) => ({
    ...good,
    metadata: good.metadata.with(at, [good.metadata[at]![0], other]),
  })),
  fc.tuple(fc.nat(good.metadata.length - 1), fc.nat(good.metadata.length - 1)).map(([at, from]) => ({
    ...good,
    metadata: good.metadata.with(at, [good.metadata[at]![0], good.metadata[from]![1]]),
  })),
  fc.tuple(fc.nat(good.metadata.length - 1), fc.nat(good.metadata.length - 1)).map(([at, from]) => ({
    ...good,
    metadata: good.metadata.with(at, [good.metadata[from]![0], good.metadata[at]![1]]),
  })),
  fc.tuple(
    fc.nat(good.tensors.length - 1),
    fc.record({
      name: fc.oneof(fc.string(), fc.constantFrom(...good.tensors.map(({ name }) => name))),
      shape: fc.array(fc.oneof(extreme, fc.constantFrom(1n, 32n, 64n, 259n)), { maxLength: 5 }),
      type: fc.oneof(fc.nat(40), fc.constantFrom(2, 3, 8, 12)),
      offset: extreme,
      axes: fc.oneof(fc.nat(6), fc.constant(2 ** 32 - 1)),
    }, { requiredKeys: [] }),
  ).map(([at, change]) => ({ ...good, tensors: good.tensors.with(at, { ...good.tensors[at]!, ...change }) })),
  fc.record({ version: fc.nat(5), keyCount: extreme, tensorCount: extreme, alignment: fc.constantFrom(1, 8, 64) }, {
    requiredKeys: [],
  }).map((change) => ({ ...good, ...change })),
);

/** GGUF, as llama.cpp and Ollama use. */
export const ggufFile: Target = {
  name: "gguf",
  inputs: fc.oneof(
    { weight: 2, arbitrary: brokenGguf.map(gguf) },
    brokenBytes(goodBytes.slice(0, HEAD_BYTES)).map((head) => join(head, goodBytes.subarray(HEAD_BYTES))),
    brokenBytes(goodBytes),
  ),
  read: load,
};

const tensors = HUGGING_FACE_TENSORS.map(({ bytes }) => bytes);
const goodHead = (() => {
  const file = writeSafetensors(HUGGING_FACE_TENSORS);
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  return JSON.parse(textOf(file.subarray(8, 8 + length)));
})();

/** safetensors, in an otherwise good folder. */
export const safetensors: Target = {
  name: "safetensors",
  inputs: fc.oneof(
    fc.tuple(brokenJson(goodHead), fc.option(extreme, { freq: 8 })).map(([head, length]) => {
      const before = new Uint8Array(new BigUint64Array([length ?? BigInt(head.length)]).buffer);
      return join(before, head, ...tensors);
    }),
    brokenBytes(writeSafetensors(HUGGING_FACE_TENSORS)),
  ),
  read: (input) => load(smallHuggingFace({ "model.safetensors": input })),
};

/** config.json of a Hugging Face folder. */
export const configJson: Target = {
  name: "config_json",
  inputs: brokenJson(CONFIG),
  read: (input) => load(smallHuggingFace({ "config.json": input })),
};

/** tokenizer.json of a Hugging Face folder. */
export const importedTokenizer: Target = {
  name: "imported_tokenizer",
  inputs: fc.oneof(brokenJson(TOKENIZER), brokenBytes(bytesOf(JSON.stringify(TOKENIZER)))),
  read: (input) => load(smallHuggingFace({ "tokenizer.json": input })),
};
