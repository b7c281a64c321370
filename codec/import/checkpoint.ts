import type { Configuration } from "../causal/configuration.ts";
import type { SourceType } from "./types/source_type.ts";

/** A tensor of a checkpoint. */
export interface SourceTensor {
  /** Its name in the checkpoint. */
  readonly name: string;
  readonly type: SourceType;
  /** The longest stride first: [rows, columns] of a matrix, [elements] of a vector. */
  readonly shape: readonly number[];
  /** The bytes of the whole tensor. */
  readonly read: () => Uint8Array;
}

/** All that a graph follows from but the types of the matrices, which the tensors say. */
export type Sizes = Omit<Configuration, "types" | "activations">;

/** A model as someone published it. */
export interface Checkpoint extends Disposable {
  /** The file or folder, as the user named it. */
  readonly path: string;
  readonly sizes: Sizes;
  /** The radians that each pair of a head's numbers is rotated by from one position to the next; none are rotated without it. */
  readonly frequencies?: Float32Array;
  readonly tensors: ReadonlyMap<string, SourceTensor>;
  /** Which tensor, or part of one, a matrix of a codec is. */
  readonly names: TensorNames;
  /** The text of a Hugging Face tokenizer.json. */
  readonly tokenizer: string;
  /** The tokens that begin and end a text, if the model has them. */
  readonly begin?: number;
  readonly end?: number;
  /** The model's own name and licence, if they are known. */
  readonly title?: string;
  readonly licence?: string;
  /** The files that were read. */
  readonly files: readonly string[];
}

/** Where a matrix is found in a checkpoint. */
export interface TensorName {
  readonly name: string;
  /** Its rows and columns are exchanged. */
  readonly transposed?: boolean;
  /**
   * The heads of its rows, where the halves of each head alternate: rows 0, 1, 2, … of a head of 2 n rows are here rows
   * 0, n, 1, n + 1, …
   */
  readonly alternatingHeads?: number;
}

/** The tensor's name of a matrix, such as `layers.0.query`; undefined if a checkpoint has none of that name. */
export type TensorNames = (matrix: string) => TensorName | undefined;

/**
 * Names by two tables: of the matrices that a model has once, and of a layer's, in which `*` stands for the layer's
 * number.
 */
export function tensorNames(
  once: Readonly<Record<string, string | TensorName>>,
  perLayer: Readonly<Record<string, string | TensorName>>,
): TensorNames {
  return (matrix) => {
    const [, layer, ofLayer] = /^layers\.(\d+)\.(.+)$/.exec(matrix) ?? [];
    const table = layer === undefined ? once : perLayer;
    const key = ofLayer ?? matrix;
    const entry = Object.hasOwn(table, key) ? table[key]! : undefined;
    if (entry === undefined) return undefined;
    const name = typeof entry === "string" ? { name: entry } : entry;
    return layer === undefined ? name : { ...name, name: name.name.replace("*", layer) };
  };
}
