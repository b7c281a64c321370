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
