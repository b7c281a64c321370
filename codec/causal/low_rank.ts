import type { LowRankAdapter } from "./configuration.ts";
import type { DenseType } from "./formats.ts";
import { joinRows, type Layout, type MatrixShape } from "./layout.ts";

/** The name of the matrix A beside a matrix; PEFT's name of it but for the case. */
export const loraA = (matrix: string): string => `${matrix}.lora_a`;

/** The name of the matrix B beside a matrix. */
export const loraB = (matrix: string): string => `${matrix}.lora_b`;

/** The matrices that a joined one is made of; of another, itself. */
export function piecesOf(matrix: MatrixShape): readonly MatrixShape[] {
  return matrix.pieces ?? [matrix];
}

/** Whether an adapter lies beside the matrix of that name, such as `layers.0.query`. */
export function isAdapted({ matrices }: LowRankAdapter, name: string): boolean {
  const ofLayer = /^layers\.\d+\.(.+)$/.exec(name)?.[1];
  return ofLayer !== undefined && matrices.includes(ofLayer);
}

/**
 * All matrices A and B of an adapter, in the order of their places.
 * @param shapes The model's own.
 */
export function adapterShapes(adapter: LowRankAdapter, shapes: readonly MatrixShape[]): MatrixShape[] {
  const { rank, type } = adapter;
  return shapes.flatMap((shape) => {
    const pieces = piecesOf(shape).filter(({ name }) => isAdapted(adapter, name));
    if (pieces.length === 0) return [];
    const a = pieces.map(({ name, columns }) => ({ name: loraA(name), type, rows: rank, columns }));
    const b = pieces.map(({ name, rows }) => ({ name: loraB(name), type, rows, columns: rank }));
    return [shape.pieces === undefined ? a[0]! : joinRows(loraA(shape.name), a), ...b];
  });
}

/** A matrix A or B of an adapter as it lies in a weights file: its rows one after the other. */
export interface AdapterPart {
  readonly name: string;
  readonly type: DenseType;
  readonly rows: number;
  readonly columns: number;
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

/** All matrices A and B of an adapter, in the order of their places, those that lie joined one by one. */
export function adapterParts({ matrices }: Layout): AdapterPart[] {
  return matrices.filter(({ name }) => /\.lora_[ab]$/.test(name)).flatMap(({ data, ...matrix }) => {
    let at = data.offset;
    return piecesOf(matrix).map(({ name, rows, columns }): AdapterPart => {
      const bytes = data.bytes / matrix.rows * rows;
      const offset = at;
      at += bytes;
      return { name, type: data.type as DenseType, rows, columns, file: data.file, offset, bytes };
    });
  });
}
