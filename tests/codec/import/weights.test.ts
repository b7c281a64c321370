import assert from "node:assert/strict";
import { layOut } from "../../../codec/causal/graphs.ts";
import type { MatrixShape } from "../../../codec/causal/layout.ts";
import { openGguf } from "../../../codec/import/gguf_checkpoint.ts";
import { openHuggingFace } from "../../../codec/import/hugging_face.ts";
import type { Checkpoint, SourceTensor, TensorName } from "../../../codec/import/checkpoint.ts";
import { checkpoint, imported } from "./imported.ts";
import { matrixNumbers } from "./stored.ts";

/** The numbers of a tensor, in the order of a codec's matrix: looked up one by one. */
function expectedNumbers(tensor: SourceTensor, { alternatingHeads, transposed }: TensorName, shape: MatrixShape) {
  const all = new Float32Array(tensor.shape.reduce((product, axis) => product * axis, 1));
  tensor.type.floats(tensor.read(), all);
  const { rows, columns } = shape;
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    let [row, column] = [Math.floor(i / columns), i % columns];
    if (transposed) return all[column * rows + row]!;
    if (alternatingHeads !== undefined) {
      const half = rows / alternatingHeads / 2;
      const [head, of, place] = [Math.floor(row / (2 * half)), Math.floor(row / half) % 2, row % half];
      row = head * 2 * half + 2 * place + of;
    }
    return all[row * columns + column]!;
  });
}

for (const name of ["llama", "qwen2", "gpt2", "llama-mixed.gguf", "qwen2-q4_1.gguf", "gpt2-q8_0.gguf"]) {
  Deno.test(`every weight of a codec is the checkpoint's, to the bit: ${name}`, async () => {
    const path = checkpoint(name);
    await using codec = await imported(path);
    using source: Checkpoint = name.endsWith(".gguf") ? openGguf(path) : openHuggingFace(path);
    const { matrices, files } = layOut(codec.manifest.configuration);
    for (const [name, bytes] of files) assert.equal(codec.files.get(name)!.length, bytes);
    let compared = 0;
    for (const matrix of matrices) {
      if (matrix.name === "frequencies") continue;
      const stored = matrixNumbers(matrix, codec.files);
      let at = 0;
      for (const piece of matrix.pieces ?? [matrix]) {
        const found = source.names(piece.name)!;
        const expected = expectedNumbers(source.tensors.get(found.name)!, found, piece);
        assert.deepEqual(stored.subarray(at, at += expected.length), expected, piece.name);
        compared++;
      }
      assert.equal(at, stored.length);
    }
    assert.equal(compared, source.tensors.size);
    assert.equal(codec.manifest.provenance.rounded, undefined);
  });
}
