import type { LowRankAdapter } from "../configuration.ts";
import { isAdapted, loraA, loraB, piecesOf } from "../low_rank.ts";
import { blockFormat } from "../formats.ts";
import type { Layout, Part, PlacedMatrix } from "../layout.ts";
import type { GraphWriter, Value } from "./writer.ts";

/** The constants of a graph: each is written once, however many nodes use it. */
export class Initializers {
  readonly #made = new Map<string, Value>();

  /** @param adapters The model's low-rank adapters. */
  constructor(
    private readonly graph: GraphWriter,
    readonly layout: Layout,
    private readonly adapters: readonly LowRankAdapter[],
  ) {}

  /** A matrix or a vector whose elements stand alone, as float32; [rows, columns] without a shape. */
  floats(name: string, shape?: readonly number[]): Value {
    const { data } = this.layout.matrix(name);
    return this.asFloats(shape === undefined ? data : { ...data, shape });
  }

  /** A vector as float32. */
  vector(name: string): Value {
    return this.floats(name, [this.layout.matrix(name).rows]);
  }

  /** A tensor of a weights file. */
  tensor(part: Part): Value {
    return this.#once(part.name, () => this.graph.weights(part));
  }

  /** A tensor of a weights file as float32. The runtime casts it once, when it loads the graph. */
  asFloats(part: Part): Value {
    if (part.type === "F32") return this.tensor(part);
    return this.#once(`${part.name} as float32`, () => this.graph.node("Cast", [this.tensor(part)], { to: FLOAT32 }));
  }

  /** minimum + middle * scale of each block of a matrix, the middle being that of the codes. */
  offsets({ name, type, scales, minima }: PlacedMatrix): Value {
    return this.#once(`${name}.offsets`, () => {
      const middle = this.number(2 ** (blockFormat(type)!.bits - 1));
      return this.graph.node("Add", [
        this.asFloats(minima!),
        this.graph.node("Mul", [this.asFloats(scales!), middle]),
      ]);
    });
  }

  /**
   * The matrices A [all ranks, columns] and B [rows, all ranks] of a matrix's low-rank adapters as float32; undefined if it
   * has none. The A lie one below the other and the B side by side; of a joined matrix the B of its pieces along the
   * diagonal. The runtime joins them once, when it loads the graph.
   */
  lowRank(matrix: PlacedMatrix): { readonly a: Value; readonly b: Value; readonly scale: number } | undefined {
    const { name } = matrix;
    const all = this.adapters
      .map((adapter, index) => ({ adapter, index }))
      .filter(({ adapter }) => piecesOf(matrix).some(({ name }) => isAdapted(adapter, name)));
    if (all.length === 0) return undefined;
    const { scale } = all[0]!.adapter;
    return {
      a: this.#join(`${name} A`, 0, all.map(({ index }) => this.floats(loraA(name, index)))),
      b: this.#join(
        `${name} B`,
        1,
        all.map(({ adapter, index }) => {
          const b = this.#once(`${loraB(name, index)} joined`, () => this.#joinB(matrix, adapter, index));
          return adapter.scale === scale ? b : this.graph.node("Mul", [b, this.number(adapter.scale / scale)]);
        }),
      ),
      scale,
    };
  }

  #join(key: string, axis: number, values: readonly Value[]): Value {
    return values.length === 1 ? values[0]! : this.#once(key, () => this.graph.node("Concat", values, { axis }));
  }

  #joinB(matrix: PlacedMatrix, adapter: LowRankAdapter, index: number): Value {
    const { rank } = adapter;
    const pieces = piecesOf(matrix);
    const count = pieces.filter(({ name }) => isAdapted(adapter, name)).length;
    const padded: Value[] = [];
    let above = 0; // rows of pieces without an adapter, which the next one with one begins with
    pieces.forEach(({ name, rows }, i) => {
      if (!isAdapted(adapter, name)) {
        above += rows;
        return;
      }
      const isLast = padded.length === count - 1;
      const below = isLast ? pieces.slice(i + 1).reduce((sum, { rows }) => sum + rows, 0) : 0;
      const [left, right] = [padded.length * rank, (count - 1 - padded.length) * rank];
      const b = this.floats(loraB(name, index));
      const pads = [above, left, below, right];
      padded.push(pads.some((pad) => pad > 0) ? this.graph.node("Pad", [b, this.integers(...pads)]) : b);
      above = 0;
    });
    return padded.length === 1 ? padded[0]! : this.graph.node("Concat", padded, { axis: 0 });
  }

  /** The codes, of 4 bits, and the scales of an identity matrix of one block. */
  identity(block: number): [Value, Value] {
    return [
      this.#once("identity", () => {
        const code = (i: number) => 8 + Number(i % (block + 1) === 0);
        const bytes = Uint8Array.from({ length: block ** 2 / 2 }, (_, i) => code(2 * i) | code(2 * i + 1) << 4);
        return this.graph.bytes([block, 1, block / 2], bytes);
      }),
      this.#once("ones", () => this.graph.floats([block, 1], new Float32Array(block).fill(1))),
    ];
  }

  /** A list of whole numbers: a shape, or axes. */
  integers(...values: number[]): Value {
    return this.#once(JSON.stringify(values), () => this.graph.integers(values));
  }

  /** A number of float32. */
  number(value: number): Value {
    return this.#once(`${value}`, () => this.graph.floats([], Float32Array.of(value)));
  }

  #once(key: string, make: () => Value): Value {
    return madeOnce(this.#made, key, make);
  }
}

/** The value that was made before under that key, or is made now. */
export function madeOnce(made: Map<string, Value>, key: string, make: () => Value): Value {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}

/** ONNX's number of the type that numbers are cast to. */
export const FLOAT32 = 1;
