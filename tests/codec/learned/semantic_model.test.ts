import assert from "node:assert/strict";
import { SemanticModel } from "../../../codec/learned/semantic_model.ts";
import { readLearnedFolder } from "../../../codec/folder/read.ts";
import { RefusedError, RunError } from "../../../errors.ts";
import { encoder, harmless, INT64, matrix, numbers, operation, ROWS, value, writeFolder } from "../check/hostile.ts";

/** A stranger's codec, whose encoder is as given. */
async function open(encoder: Uint8Array<ArrayBuffer>): Promise<SemanticModel> {
  const path = await Deno.makeTempDir();
  try {
    writeFolder(path, { ...harmless(), "encoder.onnx": encoder });
    return await SemanticModel.open(await readLearnedFolder(path), 1);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

const encode = (codec: SemanticModel, ...ids: number[]) =>
  codec.encode([Int32Array.from(ids)], [new Int32Array(ids.length).fill(2)], { type: "uses", snrDb: 6 });

Deno.test("a stranger's codec runs", async () => {
  await using codec = await open(encoder());
  assert.deepEqual((await encode(codec, 5, 6, 7)).dims, [1, 3, 8]);
});

Deno.test("a graph that the runtime does not load is refused in one line that names it", async () => {
  const unfit = encoder({
    5: [numbers("last", 2), matrix("w", 3, 8)], // three rows, where one belongs
  });
  await assert.rejects(open(unfit), (error) => {
    assert.ok(error instanceof RefusedError, String(error));
    assert.match(error.message, /^Cannot use encoder\.onnx: ONNX Runtime does not load it: [^\n]+: make room/);
    return true;
  });
});

Deno.test("a graph that fails when it runs says so in one line that names it", async () => {
  await using codec = await open(encoder({
    1: [operation(["table", "ids"], "Gather", ["features"], { 1: "axis", 3: 0, 20: 2 })],
    5: [matrix("table", 6, 8)],
    11: [value("ids", ROWS, INT64)],
  }));
  assert.deepEqual((await encode(codec, 5)).dims, [1, 1, 8]);
  await assert.rejects(encode(codec, 5, 6), (error) => {
    assert.ok(error instanceof RunError, String(error));
    assert.match(error.message, /^Cannot run encoder\.onnx: ONNX Runtime fails: [^\n]+: make room/);
    return true;
  });
});
