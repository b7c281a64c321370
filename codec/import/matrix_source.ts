import { blockFormat, type WeightType } from "../causal/formats.ts";
import type { MatrixShape, PlacedMatrix } from "../causal/layout.ts";
import type { SourceTensor, TensorName } from "./checkpoint.ts";
import { type RoundingError, roundToQ8 } from "./round.ts";
import { F32 } from "./types/dense.ts";
import type { Row, SourceType } from "./types/source_type.ts";

/** The bytes of a matrix's parts in the weights files. */
export type MatrixBytes = Row;

/** Makes room for the parts of a matrix. */
export function allocate({ data, scales, minima }: PlacedMatrix): MatrixBytes {
  return {
    data: new Uint8Array(data.bytes),
    scales: new Uint8Array(scales?.bytes ?? 0),
    minima: new Uint8Array(minima?.bytes ?? 0),
  };
}

/** Those of some of its rows. */
export function rowsOf(all: MatrixBytes, total: number, from: number, count: number): MatrixBytes {
  const part = (bytes: Uint8Array) =>
    bytes.subarray(bytes.length / total * from, bytes.length / total * (from + count));
  return { data: part(all.data), scales: part(all.scales), minima: part(all.minima) };
}

/**
 * Rewrites a tensor of a checkpoint as the matrix of that shape.
 * @param error Takes what is lost if its type must be rounded.
 */
export function rewrite(
  tensor: SourceTensor,
  { alternatingHeads, transposed }: TensorName,
  shape: MatrixShape,
  target: MatrixBytes,
  error: RoundingError,
): void {
  const source = transposed ? transpose(tensor) : tensor.read();
  // A vector is a single run of elements; it has one column so that several can be joined.
  const [rows, columns] = shape.columns === 1 ? [1, shape.rows] : [shape.rows, shape.columns];
  const bytes = source.length / rows;
  const write = writerOf(tensor.type, shape.type, columns, error);
  const headRows = alternatingHeads === undefined ? rows : rows / alternatingHeads;
  for (let row = 0; row < rows; row++) {
    const from = alternatingHeads === undefined ? row : alternatingRow(row, headRows);
    write(source.subarray(from * bytes, (from + 1) * bytes), rowsOf(target, rows, row, 1));
  }
}

/** The function that makes a row of one type one of another. */
function writerOf(
  type: SourceType,
  to: WeightType,
  columns: number,
  error: RoundingError,
): (source: Uint8Array, row: Row) => void {
  if (type.rewrite !== undefined && type.becomes === to) return type.rewrite;
  const floats = new Float32Array(columns);
  return (source, row) => {
    type.floats(source, floats);
    if (blockFormat(to) !== undefined) roundToQ8(floats, row, error);
    else F32.rewrite!(new Uint8Array(floats.buffer), row);
  };
}

/** Where a row is whose head's halves alternate. */
function alternatingRow(row: number, headRows: number): number {
  const within = row % headRows;
  const half = headRows / 2;
  return row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
}

/** The bytes of a matrix of single elements with rows and columns exchanged. */
function transpose({ type, shape, read }: SourceTensor): Uint8Array {
  const [rows, columns] = shape as [number, number];
  const source = read();
  const target = new Uint8Array(source.length);
  if (type.bytes === 4) exchange(new Uint32Array(source.buffer), new Uint32Array(target.buffer), rows, columns);
  else exchange(new Uint16Array(source.buffer), new Uint16Array(target.buffer), rows, columns);
  return target;
}

function exchange(source: Uint32Array | Uint16Array, target: Uint32Array | Uint16Array, rows: number, columns: number) {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) target[column * rows + row] = source[row * columns + column]!;
  }
}
