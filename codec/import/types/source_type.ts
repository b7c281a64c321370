import type { WeightType } from "../../causal/formats.ts";

/** The bytes of a row of a matrix as the weights files hold it (formats.ts): elements, or codes, scales and minima. */
export interface Row {
  readonly data: Uint8Array;
  readonly scales: Uint8Array;
  readonly minima: Uint8Array;
}

/** A number type of a checkpoint. */
export interface SourceType {
  readonly name: string;
  /** Elements and bytes of a block; a row is a whole number of blocks. */
  readonly block: number;
  readonly bytes: number;
  /** The type that holds it in a codec. */
  readonly becomes: WeightType;
  /**
   * Rewrites a row of a checkpoint into one of a codec with exactly the same numbers. A type without this is rounded
   * (round.ts) from what `floats` says.
   */
  readonly rewrite?: (source: Uint8Array, row: Row) => void;
  /** The numbers that a row stands for. */
  readonly floats: (source: Uint8Array, floats: Float32Array) => void;
}

/** Reads little-endian numbers of a row. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
