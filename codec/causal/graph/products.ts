import type { Activations } from "../configuration.ts";
import { blockFormat } from "../formats.ts";
import type { PlacedMatrix } from "../layout.ts";
import { type Initializers, madeOnce } from "./initializers.ts";
import type { GraphWriter, Value } from "./writer.ts";

/** The operator's setting that takes activations as float32, and the one that rounds them to 8 bits in blocks. */
const ACCURACY_LEVEL = { F32: 1, I8: 4 } as const satisfies Record<Activations, number>;

/** The largest code of 8 bits with a sign. */
const MAX_CODE = 127;

/** Keeps zeros from being divided by zero. */
const TINY = 2 ** -100;

/**
 * Products of activations with the transposes of a model's matrices: [tokens, columns] to [tokens, rows].
 *
 * Blocks with minima have no operator of their own. By scale * code + minimum =
 * scale * (code - middle) + (minimum + middle * scale) such a product is one that the runtime has, and a small one of
 * what is in brackets with the sums of the activations over blocks: the same weights exactly.
 *
 * The operator rounds activations to 8 bits in blocks, or takes them as float32. Rounding is faster for few tokens, but
 * makes log-probabilities depend on how many tokens are computed together: by 0.1 bit where float32 makes it 0.0001.
 * For codes of 8 bits the runtime has nothing fast for float32, so that there activations are split into two parts that
 * 8 bits hold, of which the second is what the first leaves.
 */
export class Products {
  /** What is made of activations once, however many matrices they are multiplied by. */
  readonly #sums = new Map<Value, Value>();
  readonly #splits = new Map<Value, Value>();

  /**
   * @param axis The name of the free length of the activations: how many tokens they are of.
   * @param activations How the operator takes them.
   */
  constructor(
    private readonly graph: GraphWriter,
    private readonly constants: Initializers,
    private readonly axis: string,
    private readonly activations: Activations,
  ) {}

  /** x times the transpose of a matrix, plus `bias`, a vector [rows]. */
  multiply(x: Value, name: string, bias?: Value): Value {
    const matrix = this.constants.layout.matrix(name);
    const product = this.#multiply(x, matrix, bias);
    return matrix.minima === undefined ? product : this.#addOffsets(x, matrix, product);
  }

  /** Two values whose sum is x times the transpose of a matrix, plus `residual` [tokens, rows]. */
  multiplyAdding(x: Value, name: string, residual: Value): [Value, Value] {
    const matrix = this.constants.layout.matrix(name);
    const rest = matrix.minima === undefined ? residual : this.#addOffsets(x, matrix, residual);
    return [this.#multiply(x, matrix), rest];
  }

  #multiply(x: Value, matrix: PlacedMatrix, bias?: Value): Value {
    const format = blockFormat(matrix.type);
    if (format === undefined) {
      const inputs = [x, this.constants.asFloats(matrix.data)];
      return this.graph.node("Gemm", bias === undefined ? inputs : [...inputs, bias], { transB: 1 });
    }
    if (format.bits === 4 || this.activations === "I8") {
      return this.#blockProduct(x, matrix, ACCURACY_LEVEL[this.activations], bias);
    }
    const split = madeOnce(this.#splits, x, () => this.#split(x, matrix));
    const product = this.#blockProduct(split, matrix, ACCURACY_LEVEL.I8);
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
   * Activations as two parts, one below the other: [2 tokens, columns]. The first is a whole number of steps, 127 of
   * which are the largest of its block, so that the operator's rounding leaves it as it is.
   */
  #split(x: Value, { type, columns }: PlacedMatrix): Value {
    const { block } = blockFormat(type)!;
    const { graph, constants } = this;
    const inBlocks = graph.node("Reshape", [x, constants.integers(0, columns / block, block)]);
    const largest = graph.node("ReduceMax", [graph.node("Abs", [inBlocks]), constants.integers(2)], { keepdims: 1 });
    const step = graph.node("Max", [
      graph.node("Mul", [largest, constants.number(1 / MAX_CODE)]),
      constants.number(TINY),
    ]);
    const coarse = graph.node("Mul", [graph.node("Round", [graph.node("Div", [inBlocks, step])]), step]);
    const both = graph.node("Concat", [coarse, graph.node("Sub", [inBlocks, coarse])], { axis: 0 });
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
    const { block } = blockFormat(type)!;
    const inBlocks = this.graph.node("Reshape", [x, this.constants.integers(0, columns / block, block)]);
    return this.graph.node("ReduceSum", [inBlocks, this.constants.integers(2)], { keepdims: 0 });
  }
}
