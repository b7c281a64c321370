import assert from "node:assert/strict";
import fc from "fast-check";
import { numberSymbols, trimCommonEnds } from "../../text/symbols.ts";
import { sequences } from "../fidelity/texts.ts";

Deno.test("equal symbols have equal numbers, in both sequences, from 0 up", () => {
  const { first, second, size } = numberSymbols(["b", "a", "b"], ["a", "c"]);
  assert.deepEqual([...first], [0, 1, 0]);
  assert.deepEqual([...second], [1, 2]);
  assert.equal(size, 3);
});

Deno.test("common ends are trimmed, and no symbol is trimmed twice", () => {
  const trim = (first: number[], second: number[]) =>
    trimCommonEnds(Int32Array.from(first), Int32Array.from(second)).map((rest) => [...rest]);
  assert.deepEqual(trim([1, 2, 3, 9], [1, 4, 5, 9]), [[2, 3], [4, 5]]);
  assert.deepEqual(trim([1, 1], [1, 1, 1]), [[], [1]]);
  assert.deepEqual(trim([1, 2, 1], [1]), [[2, 1], []]);
  assert.deepEqual(trim([], [1]), [[], [1]]);
  fc.assert(fc.property(sequences, sequences, (a, b) => {
    const [restOfA, restOfB] = trim(a, b);
    assert.equal(a.length - restOfA!.length, b.length - restOfB!.length);
    assert.ok(restOfA!.length === 0 || restOfB!.length === 0 || restOfA![0] !== restOfB![0]);
    assert.ok(restOfA!.length === 0 || restOfB!.length === 0 || restOfA!.at(-1) !== restOfB!.at(-1));
  }));
});
