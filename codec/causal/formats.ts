import type { ElementType } from "./graph/writer.ts";

/** A number type of a matrix whose elements stand alone. */
export type DenseType = "F32" | "F16" | "BF16";

/**
 * A matrix in blocks along its rows: element = scale * (code - 2^(bits - 1)), or with minima
 * scale * code + minimum. Scales and minima are one a block.
 */
export interface BlockFormat {
  /** Bits of a code. Two codes of 4 bits share a byte, the first in its lower half. */
  readonly bits: 4 | 8;
  /** Elements of a block. */
  readonly block: number;
  /** The type of a scale and of a minimum. */
  readonly scale: "F32" | "F16";
  readonly minima: boolean;
}

/**
 * The formats in blocks, by the names that GGUF gives to the types that they hold exactly. `Q4_K` has its scales and
 * minima multiplied out, which float32 holds exactly.
 */
export const BLOCK_FORMATS = {
  Q4_0: { bits: 4, block: 32, scale: "F16", minima: false },
  Q4_1: { bits: 4, block: 32, scale: "F16", minima: true },
  Q4_K: { bits: 4, block: 32, scale: "F32", minima: true },
  Q8_0: { bits: 8, block: 32, scale: "F16", minima: false },
} as const satisfies Record<string, BlockFormat>;

/** The type of a matrix in a causal codec. */
export type WeightType = DenseType | keyof typeof BLOCK_FORMATS;

export const WEIGHT_TYPES: readonly WeightType[] = [
  "F32",
  "F16",
  "BF16",
  ...Object.keys(BLOCK_FORMATS) as (keyof typeof BLOCK_FORMATS)[],
];

/** The format of a type in blocks; undefined of a type whose elements stand alone. */
export function blockFormat(type: WeightType): BlockFormat | undefined {
  return Object.hasOwn(BLOCK_FORMATS, type) ? BLOCK_FORMATS[type as keyof typeof BLOCK_FORMATS] : undefined;
}

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = { F32: 4, U8: 1, I32: 4, I64: 8, F16: 2, BF16: 2 };
