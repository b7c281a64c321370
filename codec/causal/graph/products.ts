import { blockFormat } from "../formats.ts";
import type { PlacedMatrix } from "../layout.ts";
import { type Initializers, madeOnce } from "./initializers.ts";
import type { GraphWriter, Value } from "./writer.ts";

/**
 * The way that a product with a matrix in blocks takes activations. The operator for blocks has two: as float32, or
 * rounded to 8 bits in blocks.
 *
 * Rounding is faster for few tokens, but makes log-probabilities depend on how many tokens are computed together, by 0.1
 * bit: sums that differ in their last bit are rounded otherwise. Split activations are two parts that are each rounded,
 * the second being what rounding has left of the first. They cost twice the time of rounded ones for many tokens, and
 * hardly more for one, which is as long as the weights take to come from memory.
 */
export type Precision = "float" | "rounded" | "split";

/** The operator's setting that takes activations as float32, and the one that rounds them. */
const [AS_THEY_ARE, ROUNDED] = [1, 4];

/**
 * Products of activations with the transposes of a model's matrices: [tokens, columns] to [tokens, rows].
 *
 * Blocks with minima have no operator of their own. By scale * code + minimum =
 * scale * (code - middle) + (minimum + middle * scale) such a product is one that the runtime has, and a small one of
 * what is in brackets with the sums of the activations over blocks: the same weights exactly.
 */
export class Products {
  /** Values that are made of activations once, however many matrices they are multiplied by. */
  readonly #blocks = new Map<Value, Value>();
  readonly #sums = new Map<Value, Value>();
  readonly #splits = new Map<Value, Value>();

  /**
   * @param axis The name of the free length of the activations: how many tokens they are of.
   * @param precisionOf The way that they are taken, by the bits of the matrix's codes.
   */
  constructor(
    private readonly graph: GraphWriter,
    private readonly constants: Initializers,
    private readonly axis: string,
    private readonly precisionOf: (bits: 4 | 8) => Precision,
  ) {}

  /** x times the transpose of a matrix, plus `bias`, a vector [rows]. */
  multiply(x: Value, name: string, bias?: Value): Value {
    const matrix = this.constants.layout.matrix(name);
    const product = this.#adapted(x, matrix, this.#multiply(x, matrix, bias));
    return matrix.minima === undefined ? product : this.#addOffsets(x, matrix, product);
  }

  /** Two values whose sum is x times the transpose of a matrix, plus `residual` [tokens, rows]. */
  multiplyAdding(x: Value, name: string, residual: Value): [Value, Value] {
    const matrix = this.constants.layout.matrix(name);
    const rest = this.#adapted(x, matrix, residual);
    return [this.#multiply(x, matrix), matrix.minima === undefined ? rest : this.#addOffsets(x, matrix, rest)];
  }

  /** `product` plus what a low-rank adapter of the matrix, if it has one, adds to it: scale * B A x. */
  #adapted(x: Value, matrix: PlacedMatrix, product: Value): Value {
    const adapter = this.constants.lowRank(matrix);
    if (adapter === undefined) return product;
    const inner = this.graph.node("Gemm", [x, adapter.a], { transB: 1 });
    return this.graph.node("Gemm", [inner, adapter.b, product], { transB: 1, alpha: { float: adapter.scale } });
  }

  #multiply(x: Value, matrix: PlacedMatrix, bias?: Value): Value {
    const format = blockFormat(matrix.type);
    if (format === undefined) {
      const inputs = [x, this.constants.asFloats(matrix.data)];
      return this.graph.node("Gemm", bias === undefined ? inputs : [...inputs, bias], { transB: 1 });
    }
    const precision = this.precisionOf(format.bits);
    if (precision !== "split") {
      return this.#blockProduct(x, matrix, precision === "float" ? AS_THEY_ARE : ROUNDED, bias);
    }
    const split = madeOnce(this.#splits, x, () => this.#split(x, matrix));
    const product = this.#blockProduct(split, matrix, ROUNDED);
    const parts = [this.graph.name(), this.graph.name()];
    this.graph.several("Split", [product], { axis: 0, num_outputs: 2 }, parts);
    for (const part of parts) this.graph.shaped(part, "F32", [this.axis, matrix.rows]);
    const sum = this.graph.node("Add", parts);
    return bias === undefined ? sum : this.graph.node("Add", [sum, bias]);
  }

  #blockProduct(x: Value, matrix: PlacedMatrix, accuracyLevel: number, bias?: Value): Value {
    const { bits, block } = blockFormat(matrix.type)!;
    const inputs = [x, this.constants.tensor(matrix.data), this.constants.asFloats(matrix.scales!)];
    return this.graph.contributed("MatMulNBits", bias === undefined ? inputs : [...inputs, "", "", bias], {
      K: matrix.columns,
      N: matrix.rows,
      bits,
      block_size: block,
      accuracy_level: accuracyLevel,
    });
  }

  /**
   * Activations, and below them what the operator's rounding leaves of them: [2 tokens, columns]. What they are rounded
   * to is their product with the identity.
   */
  #split(x: Value, { type, columns }: PlacedMatrix): Value {
    const { block } = blockFormat(type)!;
    const { graph, constants } = this;
    const inBlocks = this.#inBlocks(x, columns, block);
    const rounded = graph.contributed("MatMulNBits", [inBlocks, ...constants.identity(block)], {
      K: block,
      N: block,
      bits: 4,
      block_size: block,
      accuracy_level: ROUNDED,
    });
    const both = graph.node("Concat", [inBlocks, graph.node("Sub", [inBlocks, rounded])], { axis: 0 });
    graph.shaped(both, "F32", [`2 ${this.axis}`, columns / block, block]);
    return graph.node("Reshape", [both, constants.integers(0, columns)]);
  }

  /** `product` plus what the second terms of a matrix's blocks add to it. */
  #addOffsets(x: Value, matrix: PlacedMatrix, product: Value): Value {
    const sums = madeOnce(this.#sums, x, () => this.#sum(x, matrix));
    return this.graph.node("Gemm", [sums, this.constants.offsets(matrix), product], { transB: 1 });
  }

  /** The sums of activations over blocks: [tokens, blocks]. */
  #sum(x: Value, { type, columns }: PlacedMatrix): Value {
    const inBlocks = this.#inBlocks(x, columns, blockFormat(type)!.block);
    return this.graph.node("ReduceSum", [inBlocks, this.constants.integers(2)], { keepdims: 0 });
  }

  /** Activations as [tokens, blocks, block]. */
  #inBlocks(x: Value, columns: number, block: number): Value {
    return madeOnce(this.#blocks, x, () => {
      return this.graph.node("Reshape", [x, this.constants.integers(0, columns / block, block)]);
    });
  }
}
