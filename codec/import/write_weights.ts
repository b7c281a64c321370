import { RefusedError } from "../../errors.ts";
import type { Layout, MatrixShape, PlacedMatrix } from "../causal/layout.ts";
import type { FileEntry } from "../folder/common_manifest.ts";
import { isOfAdapter } from "./peft/names.ts";
import type { Checkpoint, SourceTensor, TensorName } from "./checkpoint.ts";
import { allocate, type MatrixBytes, rewrite, rowsOf } from "./matrix_source.ts";
import { RoundingError } from "./round.ts";
import { shown } from "./shown.ts";
import { WeightsWriter } from "./weights_writer.ts";

/** The vector that is no tensor of a checkpoint. */
const FREQUENCIES = "frequencies";

/** The weights that were written. */
export interface WrittenWeights {
  /** The weights files. */
  readonly files: Record<string, FileEntry>;
  /** The relative error of what had to be rounded, by the types before. */
  readonly rounded: Record<string, number>;
}

/**
 * Writes a checkpoint's weights into a folder, matrix by matrix.
 * @param advance Is told of the bytes of each matrix, and may end it.
 * @throws {RefusedError} if a tensor is missing, has another shape, or is none of the model's.
 */
export async function writeWeights(
  checkpoint: Checkpoint,
  layout: Layout,
  folder: string,
  advance: (bytes: number) => Promise<void>,
): Promise<WrittenWeights> {
  refuseOthers(checkpoint, layout);
  using writer = new WeightsWriter(folder, layout);
  const errors = new Map<string, RoundingError>();
  for (const matrix of layout.matrices) {
    const { data, scales, minima } = matrix;
    const bytes = bytesOf(checkpoint, matrix, errors);
    writer.write(data, bytes.data);
    if (scales !== undefined) writer.write(scales, bytes.scales);
    if (minima !== undefined) writer.write(minima, bytes.minima);
    await advance(bytes.data.length + bytes.scales.length + bytes.minima.length);
  }
  writer.end();
  return {
    files: writer.entries,
    rounded: Object.fromEntries(
      [...errors].filter(([, { count }]) => count > 0).map(([type, { relative }]) => [type, relative]),
    ),
  };
}

function bytesOf(checkpoint: Checkpoint, matrix: PlacedMatrix, errors: Map<string, RoundingError>): MatrixBytes {
  const target = allocate(matrix);
  if (matrix.name === FREQUENCIES) {
    target.data.set(new Uint8Array(checkpoint.frequencies!.buffer));
    return target;
  }
  let row = 0;
  for (const piece of matrix.pieces ?? [matrix]) {
    const [tensor, name] = find(checkpoint, piece);
    const error = errors.getOrInsertComputed(tensor.type.name, () => new RoundingError());
    rewrite(tensor, name, piece, rowsOf(target, matrix.rows, row, piece.rows), error);
    if (!Number.isFinite(error.relative)) {
      throw refused(checkpoint, `its tensor ${name.name} has numbers too large for 8 bits`);
    }
    row += piece.rows;
  }
  return target;
}

/** The tensor of a checkpoint that a matrix is. */
function find(checkpoint: Checkpoint, { name, rows, columns }: MatrixShape): [SourceTensor, TensorName] {
  const found = checkpoint.names(name)!;
  const tensor = checkpoint.tensors.get(found.name);
  if (tensor === undefined) throw refused(checkpoint, `its tensor ${found.name} is missing${otherModel(found)}`);
  const expected = columns === 1 ? [rows] : found.transposed ? [columns, rows] : [rows, columns];
  if (tensor.shape.join() !== expected.join()) {
    const [is, should] = [tensor.shape, expected].map((shape) => shape.join(" x "));
    throw refused(
      checkpoint,
      `its tensor ${found.name} has the shape ${is}, and its sizes say ${should}${otherModel(found)}`,
    );
  }
  return [tensor, found];
}

/** What to look at where a tensor of a low-rank adapter does not fit. */
function otherModel({ name }: TensorName): string {
  return isOfAdapter(name) ? ": is the adapter one of another model?" : "";
}

/** Refuses a checkpoint with a tensor that the graph would leave out: it would be another model. */
function refuseOthers(checkpoint: Checkpoint, { matrices }: Layout): void {
  const used = new Set(
    matrices.flatMap((matrix) => matrix.pieces ?? [matrix]).map(({ name }) => checkpoint.names(name)?.name),
  );
  const other = [...checkpoint.tensors.keys()].find((name) => !used.has(name));
  if (other !== undefined) {
    throw refused(
      checkpoint,
      `it has the tensor ${shown(other)}, which ${checkpoint.sizes.architecture} has not${otherModel({ name: other })}`,
    );
  }
}

function refused({ path }: Checkpoint, why: string): RefusedError {
  return new RefusedError(`Cannot import ${path}: ${why}`);
}
