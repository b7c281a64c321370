import assert from "node:assert/strict";
import fc from "fast-check";
import { WEIGHT_TYPES } from "../../../codec/causal/formats.ts";
import { Layout, type MatrixShape } from "../../../codec/causal/layout.ts";

const shapes = fc.array(
  fc.record({
    type: fc.constantFrom(...WEIGHT_TYPES),
    rows: fc.integer({ min: 1, max: 60_000 }),
    columns: fc.integer({ min: 1, max: 20 }).map((blocks) => 32 * blocks),
  }),
  { maxLength: 20 },
).map((all) => all.map((shape, i): MatrixShape => ({ name: `m${i}`, ...shape })));

Deno.test("parts lie one after the other without overlap, and files stay below 50 MB unless one part is larger", () => {
  fc.assert(
    fc.property(shapes, (shapes) => {
      const { matrices, files } = new Layout(shapes);
      const parts = matrices.flatMap(({ data, scales, minima }) =>
        [data, scales, minima].filter((part) => part !== undefined)
      );
      const ends = new Map<string, number>();
      for (const { file, offset, bytes } of parts) {
        const end = ends.get(file) ?? 0;
        assert.ok(offset >= end && offset - end < 64 && offset % 64 === 0);
        ends.set(file, offset + bytes);
      }
      assert.deepEqual([...ends], [...files].filter(([, bytes]) => bytes > 0));
      for (const [name, bytes] of files) {
        assert.ok(bytes < 50_000_000 || parts.filter(({ file }) => file === name).length === 1);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("a block of 32 takes the bytes that its type says", () => {
  const bytes = (type: MatrixShape["type"]) => {
    const { data, scales, minima } = new Layout([{ name: "m", type, rows: 1, columns: 32 }]).matrix("m");
    return [data.bytes, scales?.bytes, minima?.bytes];
  };
  assert.deepEqual(bytes("F32"), [128, undefined, undefined]);
  assert.deepEqual(bytes("F16"), [64, undefined, undefined]);
  assert.deepEqual(bytes("BF16"), [64, undefined, undefined]);
  assert.deepEqual(bytes("Q4_0"), [16, 2, undefined]);
  assert.deepEqual(bytes("Q4_1"), [16, 2, 2]);
  assert.deepEqual(bytes("Q4_K"), [16, 4, 4]);
  assert.deepEqual(bytes("Q8_0"), [32, 2, undefined]);
});

Deno.test("a matrix that a model has not is a mistake of the program", () => {
  assert.throws(() => new Layout([]).matrix("m"), RangeError);
});
