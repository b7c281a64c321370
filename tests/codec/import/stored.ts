import { blockFormat, type WeightType } from "../../../codec/causal/formats.ts";
import type { Part, PlacedMatrix } from "../../../codec/causal/layout.ts";

/** The bytes of the parts of a matrix. */
export interface StoredBytes {
  readonly data: Uint8Array;
  readonly scales: Uint8Array;
  readonly minima: Uint8Array;
}

/** The numbers that a matrix in a codec stands for, as formats.ts says, each operation in float32. */
export function numbersOf(type: WeightType, { data, scales, minima }: StoredBytes): Float32Array {
  const format = blockFormat(type);
  if (format === undefined) return dense(type as "F32" | "F16" | "BF16", data);
  const { bits, block } = format;
  const [scaleOf, minimumOf] = [dense(format.scale, scales), dense(format.scale, minima)];
  return Float32Array.from({ length: data.length * 8 / bits }, (_, i) => {
    const code = bits === 8 ? data[i]! : data[i >> 1]! >> 4 * (i & 1) & 15;
    const scale = scaleOf[Math.floor(i / block)]!;
    if (!format.minima) return scale * (code - 2 ** (bits - 1));
    return Math.fround(scale * code) + minimumOf[Math.floor(i / block)]!;
  });
}

function dense(type: "F32" | "F16" | "BF16", bytes: Uint8Array): Float32Array {
  const copy = bytes.slice().buffer;
  if (type === "F32") return new Float32Array(copy);
  if (type === "F16") return Float32Array.from(new Float16Array(copy));
  return new Float32Array(Uint32Array.from(new Uint16Array(copy), (half) => half << 16).buffer);
}

/** The numbers of a matrix in the weights files. */
export function matrixNumbers(matrix: PlacedMatrix, files: ReadonlyMap<string, Uint8Array>): Float32Array {
  const part = (of: Part | undefined) =>
    of === undefined ? new Uint8Array() : files.get(of.file)!.subarray(of.offset, of.offset + of.bytes);
  return numbersOf(matrix.type, { data: part(matrix.data), scales: part(matrix.scales), minima: part(matrix.minima) });
}
