import type { DenseType } from "../../causal/formats.ts";
import { type SourceType, viewOf } from "./source_type.ts";

function dense(name: "F32" | "F16" | "BF16", bytes: number, read: (view: DataView, at: number) => number): SourceType {
  return {
    name,
    block: 1,
    bytes,
    becomes: name,
    rewrite: (source, { data }) => data.set(source),
    floats: (source, floats) => {
      const view = viewOf(source);
      for (let i = 0; i < floats.length; i++) floats[i] = read(view, bytes * i);
    },
  };
}

/** Numbers that stand alone. */
export const F32 = dense("F32", 4, (view, at) => view.getFloat32(at, true));
export const F16 = dense("F16", 2, (view, at) => view.getFloat16(at, true));
export const BF16 = dense("BF16", 2, (view, at) => {
  word[0] = view.getUint16(at, true) << 16;
  return number[0]!;
});

/** A bfloat16 is the upper half of a float32. */
const word = new Uint32Array(1);
const number = new Float32Array(word.buffer);

/** Numbers of a type as float32. */
export function decodeNumbers(type: DenseType, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const { bytes: each, floats } = { F32, F16, BF16 }[type];
  const values = new Float32Array(bytes.length / each);
  floats(bytes, values);
  return values;
}

/** Numbers rounded to a type: to the nearest, the even one of two. */
export function encodeNumbers(type: DenseType, values: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const rounded = type === "F32" ? values : type === "F16" ? new Float16Array(values) : toBf16(values);
  return new Uint8Array(rounded.buffer, rounded.byteOffset, rounded.byteLength);
}

function toBf16(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(new Uint32Array(values.slice().buffer), (bits) => (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
}
