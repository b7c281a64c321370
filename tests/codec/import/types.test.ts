import assert from "node:assert/strict";
import { blockFormat } from "../../../codec/causal/formats.ts";
import { RoundingError, roundToQ8 } from "../../../codec/import/round.ts";
import { SOURCE_TYPES } from "../../../codec/import/types/registry.ts";
import type { SourceType } from "../../../codec/import/types/source_type.ts";
import { numbersOf } from "./stored.ts";

/** Blocks of each type that the gguf package of Python made, and what it makes of them: make_checkpoints.py. */
const vectors: Record<string, { bytes: string; floats: string }> = JSON.parse(
  Deno.readTextFileSync(new URL("checkpoints/types.json", import.meta.url)),
);

const ROWS = 2;

function vector(name: string): { type: SourceType; bytes: Uint8Array; expected: Float32Array } {
  const { bytes, floats } = vectors[name]!;
  return {
    type: SOURCE_TYPES.get(name)!,
    bytes: Uint8Array.fromBase64(bytes),
    expected: new Float32Array(Uint8Array.fromBase64(floats).buffer),
  };
}

/** Room for the parts of some numbers. */
function room(type: SourceType["becomes"], count: number) {
  const format = blockFormat(type);
  const bytesOf = { F32: 4, F16: 2, BF16: 2 };
  if (format === undefined) {
    const size = bytesOf[type as keyof typeof bytesOf] * count;
    return { data: new Uint8Array(size), scales: new Uint8Array(), minima: new Uint8Array() };
  }
  const scales = bytesOf[format.scale] * count / format.block;
  return {
    data: new Uint8Array(count * format.bits / 8),
    scales: new Uint8Array(scales),
    minima: new Uint8Array(format.minima ? scales : 0),
  };
}

for (const name of Object.keys(vectors)) {
  Deno.test(`the numbers of ${name} are those that its makers read, to the bit`, () => {
    const { type, bytes, expected } = vector(name);
    const floats = new Float32Array(expected.length);
    type.floats(bytes, floats);
    assert.deepEqual(floats, expected);
    assert.ok(new Set(expected).size > 20);
    assert.equal(bytes.length / type.bytes, expected.length / type.block);
  });
}

for (const name of ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q8_0", "Q4_K"]) {
  Deno.test(`a codec holds the numbers of ${name} to the bit`, () => {
    const { type, bytes, expected } = vector(name);
    const stored = room(type.becomes, expected.length);
    type.rewrite!(bytes, stored);
    assert.deepEqual(numbersOf(type.becomes, stored), expected);
  });
}

for (const name of ["Q5_1", "Q5_K", "Q6_K"]) {
  Deno.test(`the numbers of ${name} are rounded to blocks of 8 bits, and the error is what it says`, () => {
    const { type, expected } = vector(name);
    assert.equal(type.rewrite, undefined);
    assert.equal(type.becomes, "Q8_0");
    const stored = room("Q8_0", expected.length);
    const error = new RoundingError();
    const row = expected.length / ROWS;
    for (let i = 0; i < ROWS; i++) {
      const part = (all: Uint8Array) => all.subarray(all.length / ROWS * i, all.length / ROWS * (i + 1));
      const of = { data: part(stored.data), scales: part(stored.scales), minima: part(stored.minima) };
      roundToQ8(expected.subarray(row * i, row * (i + 1)), of, error);
    }
    const rounded = numbersOf("Q8_0", stored);
    const squares = (of: Float32Array) => of.reduce((sum, number) => sum + number ** 2, 0);
    const relative = Math.sqrt(squares(expected.map((number, i) => number - rounded[i]!)) / squares(expected));
    assert.ok(Math.abs(relative - error.relative) < 1e-6, `${relative} and ${error.relative}`);
    assert.ok(relative > 1e-4 && relative < 0.006, `${relative}`);
    assert.equal(error.count, expected.length);
  });
}

Deno.test("zeros stay zeros, and the largest of a block is as large as it was", () => {
  const numbers = new Float32Array(64);
  numbers[40] = -12.7;
  const stored = room("Q8_0", 64);
  roundToQ8(numbers, stored, new RoundingError());
  const rounded = numbersOf("Q8_0", stored);
  assert.ok(rounded.subarray(0, 32).every((number) => number === 0));
  assert.ok(Math.abs(rounded[40]! + 12.7) < 0.005);
});
