import assert from "node:assert/strict";
import type { LearnedFolder } from "../../codec/folder/read.ts";
import { FOR_FINE_TUNING } from "../../codec/folder/learned_manifest.ts";
import { RefusedError } from "../../errors.ts";
import { parameterTable, readParameters, writeParameters } from "../../finetune/parameters.ts";

const TENSORS = {
  "codec.adapter.bias": { offset: 0, shape: [2] },
  "codec.adapter.tx.weight": { offset: 8, shape: [2, 3] },
  "codec.embedding.weight": { offset: 20, shape: [1, 2] },
};

/** A folder of which only what fine-tuning reads of parameters is there. */
function folder(tensors: unknown): LearnedFolder {
  const halves = Float16Array.from({ length: 12 }, (_, i) => i);
  const files = new Map([["weights.bin", new Uint8Array(halves.buffer)]]);
  for (const name of FOR_FINE_TUNING) files.set(name, new Uint8Array());
  return { path: "mine", bundled: false, manifest: { tensors } as never, sha256: "", files, inPlace: new Map() };
}

Deno.test("matrices that are trained come first, then vectors that are, then what stays", () => {
  const adapter = parameterTable(folder(TENSORS), "adapter");
  assert.deepEqual(adapter.slots.map(({ name, at }) => [name, at]), [
    ["codec.adapter.tx.weight", 0],
    ["codec.adapter.bias", 6],
    ["codec.embedding.weight", 8],
  ]);
  assert.deepEqual([adapter.decayed, adapter.trained, adapter.length], [6, 8, 10]);
  const all = parameterTable(folder(TENSORS), "all");
  assert.deepEqual([all.decayed, all.trained, all.length], [8, 10, 10]);
});

Deno.test("parameters are read and written where codec.json says, and what lies between them stays", () => {
  const { files } = folder(TENSORS);
  const weights = files.get("weights.bin")!;
  const table = parameterTable(folder(TENSORS), "adapter");
  const values = readParameters(weights, table);
  assert.deepEqual([...values], [4, 5, 6, 7, 8, 9, 0, 1, 10, 11]);
  assert.deepEqual(writeParameters(weights, table, values), weights);
  values[6] = -1.5;
  const written = new Float16Array(writeParameters(weights, table, values).buffer);
  assert.deepEqual([...written], [-1.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  values[6] = 1e6;
  assert.throws(() => writeParameters(weights, table, values), /codec\.adapter\.bias has left the range/);
});

const BAD: [what: string, tensors: unknown, says: RegExp][] = [
  ["no tensors", undefined, /exported without what fine-tuning needs/],
  ["a list", [], /exported without/],
  ["no object", { a: 1 }, /its parameter a cannot be so/],
  ["an odd offset", { a: { offset: 1, shape: [1] } }, /offset must be an even number/],
  ["a negative axis", { a: { offset: 0, shape: [-1] } }, /list of whole numbers/],
  ["no value", { a: { offset: 0, shape: [0] } }, /outside weights\.bin/],
  ["too large a shape", { a: { offset: 0, shape: [2 ** 40, 2 ** 40] } }, /outside weights\.bin/],
  ["one beyond the end", { a: { offset: 20, shape: [3] } }, /outside weights\.bin/],
  ["two in one place", { a: { offset: 0, shape: [3] }, b: { offset: 4, shape: [3] } }, /b cannot be so: it overlaps a/],
];

for (const [what, tensors, says] of BAD) {
  Deno.test(`a codec whose tensors have ${what} is refused`, () => {
    assert.throws(
      () => parameterTable(folder(tensors), "all"),
      (error) => error instanceof RefusedError && says.test(error.message),
    );
  });
}

Deno.test("training the adapter of a codec that has none is refused", () => {
  assert.throws(() => parameterTable(folder({ a: { offset: 0, shape: [1] } }), "adapter"), /no parameter to train/);
});
