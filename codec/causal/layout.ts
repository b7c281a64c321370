import { blockFormat, ELEMENT_BYTES, type WeightType } from "./formats.ts";
import type { ElementType } from "./graph/writer.ts";

/** A matrix of a model as its graph uses it. A vector has one column. */
export interface MatrixShape {
  readonly name: string;
  readonly type: WeightType;
  readonly rows: number;
  readonly columns: number;
  /** The checkpoint's matrices that lie one below the other in it; without them it is one of the checkpoint's. */
  readonly pieces?: readonly MatrixShape[];
}

/** One matrix of several that lie one below the other. */
export function joinRows(name: string, pieces: readonly MatrixShape[]): MatrixShape {
  return { ...pieces[0]!, name, rows: pieces.reduce((sum, { rows }) => sum + rows, 0), pieces };
}

/** A tensor in a weights file. */
export interface Part {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Where a matrix lies: its elements, or the codes of its blocks with their scales and minima. */
export interface PlacedMatrix extends MatrixShape {
  readonly data: Part;
  readonly scales?: Part;
  readonly minima?: Part;
}

/** A weights file has at most this many bytes, unless a single part is larger: repositories refuse files of 50 MB. */
const MAX_FILE_BYTES = 49_000_000;

/** Parts begin at multiples of a cache line. */
const ALIGNMENT = 64;

/** The places of a model's matrices in its weights files: they follow from the shapes alone. */
export class Layout {
  readonly #matrices = new Map<string, PlacedMatrix>();
  readonly #sizes: number[] = [0];
  /** The number of each group's first file. */
  readonly #groups: number[] = [];

  /** @param groups What lies together: each group begins a file, so that one may change and not the others. */
  constructor(...groups: readonly (readonly MatrixShape[])[]) {
    for (const shapes of groups) {
      if (this.#sizes.at(-1)! > 0) this.#sizes.push(0);
      this.#groups.push(this.#sizes.length - 1);
      for (const shape of shapes) this.#matrices.set(shape.name, this.#place(shape));
    }
  }

  /** All matrices in the order of their places. */
  get matrices(): readonly PlacedMatrix[] {
    return [...this.#matrices.values()];
  }

  /** The matrix of that name, which the model must have. */
  matrix(name: string): PlacedMatrix {
    const matrix = this.#matrices.get(name);
    if (matrix === undefined) throw new RangeError(`The model has no matrix ${name}`);
    return matrix;
  }

  /** The bytes of each weights file by its name. */
  get files(): ReadonlyMap<string, number> {
    return new Map(this.#sizes.map((bytes, i) => [fileName(i), bytes]));
  }

  /** The bytes of each weights file of a group, and of those after it, by its name. */
  filesFrom(group: number): ReadonlyMap<string, number> {
    return new Map([...this.files].slice(this.#groups[group]!));
  }

  #place(shape: MatrixShape): PlacedMatrix {
    const { name, type, rows, columns } = shape;
    const format = blockFormat(type);
    if (format === undefined) return { ...shape, data: this.#part(name, type as ElementType, [rows, columns]) };
    const blocks = columns / format.block;
    return {
      ...shape,
      data: this.#part(name, "U8", [rows, blocks, format.block * format.bits / 8]),
      scales: this.#part(`${name}.scales`, format.scale, [rows, blocks]),
      ...format.minima && { minima: this.#part(`${name}.minima`, format.scale, [rows, blocks]) },
    };
  }

  #part(name: string, type: ElementType, shape: readonly number[]): Part {
    const bytes = shape.reduce((product, axis) => product * axis, ELEMENT_BYTES[type]);
    let offset = Math.ceil(this.#sizes.at(-1)! / ALIGNMENT) * ALIGNMENT;
    if (offset > 0 && offset + bytes > MAX_FILE_BYTES) {
      this.#sizes.push(0);
      offset = 0;
    }
    this.#sizes[this.#sizes.length - 1] = offset + bytes;
    return { name, type, shape, file: fileName(this.#sizes.length - 1), offset, bytes };
  }
}

function fileName(index: number): string {
  return `weights-${index + 1}.bin`;
}
