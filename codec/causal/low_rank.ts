import type { LowRankAdapter } from "./configuration.ts";
import type { DenseType } from "./formats.ts";
import { joinRows, type Layout, type MatrixShape } from "./layout.ts";

/**
 * The name of the matrix A beside a matrix; PEFT's name of it but for the case.
 * @param index Which of the model's adapters it is of: those after the first have a number.
 */
export const loraA = (matrix: string, index = 0): string => `${matrix}.lora_a${numbered(index)}`;

/** The name of the matrix B beside a matrix. */
export const loraB = (matrix: string, index = 0): string => `${matrix}.lora_b${numbered(index)}`;

const numbered = (index: number): string => index === 0 ? "" : `.${index}`;

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
 * @param index Which of the model's adapters it is.
 */
export function adapterShapes(adapter: LowRankAdapter, shapes: readonly MatrixShape[], index: number): MatrixShape[] {
  const { rank, type } = adapter;
  return shapes.flatMap((shape) => {
    const pieces = piecesOf(shape).filter(({ name }) => isAdapted(adapter, name));
    if (pieces.length === 0) return [];
    const a = pieces.map(({ name, columns }) => ({ name: loraA(name, index), type, rows: rank, columns }));
    const b = pieces.map(({ name, rows }) => ({ name: loraB(name, index), type, rows, columns: rank }));
    return [shape.pieces === undefined ? a[0]! : joinRows(loraA(shape.name, index), a), ...b];
  });
}

/** A matrix A or B of an adapter as it lies in a weights file: its rows one after the other. */
export interface AdapterPart {
  /** That of the matrix beside which it lies. */
  readonly beside: string;
  readonly letter: "A" | "B";
  readonly type: DenseType;
  readonly rows: number;
  readonly columns: number;
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

/**
 * All matrices A and B of an adapter, in the order of their places, those that lie joined one by one.
 * @param index Which of the model's adapters it is.
 */
export function adapterParts({ matrices }: Layout, index: number): AdapterPart[] {
  const [a, b] = [loraA("", index), loraB("", index)];
  return matrices.filter(({ name }) => name.endsWith(a) || name.endsWith(b)).flatMap(({ data, ...matrix }) => {
    let at = data.offset;
    return piecesOf(matrix).map(({ name, rows, columns }): AdapterPart => {
      const bytes = data.bytes / matrix.rows * rows;
      const offset = at;
      at += bytes;
      const place = { type: data.type as DenseType, rows, columns, file: data.file, offset, bytes };
      return { beside: name.slice(0, -a.length), letter: name.endsWith(a) ? "A" : "B", ...place };
    });
  });
}
