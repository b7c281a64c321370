import type { Initializers } from "../../codec/causal/graph/initializers.ts";
import type { GraphWriter, Value } from "../../codec/causal/graph/writer.ts";

/** The gradient of an input, which is written only where something that is trained lies before it. */
type Part = readonly [input: Value, gradient: () => Value];

/** What was computed from what, and how a gradient goes back. */
interface Step {
  readonly outputs: readonly Value[];
  readonly back: (gradients: readonly Value[]) => readonly Part[];
}

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const GELU_CUBE = 0.044715;

/**
 * Writes a computation into a graph, and afterwards the gradient of its loss: reverse-mode differentiation, operator by
 * operator, in ordinary ONNX operators. What depends on no parameter has no gradient, and none is written.
 */
export class Tape {
  readonly #steps: Step[] = [];
  /** Values that depend on parameters. */
  readonly #moved = new Set<Value>();

  constructor(private readonly graph: GraphWriter, private readonly constants: Initializers) {}

  /** A parameter, which is an input of the graph. */
  parameter(name: string, shape: readonly number[]): Value {
    this.#moved.add(this.graph.input(name, "F32", shape));
    return name;
  }

  /** x [n, columns] times the transpose of w [rows, columns]. */
  linear(x: Value, w: Value): Value {
    return this.#record(this.#node("Gemm", [x, w], { transB: 1 }), (g) => [
      [x, () => this.#node("Gemm", [g, w])],
      [w, () => this.#node("Gemm", [g, x], { transA: 1 })],
    ]);
  }

  /** The product of two stacks of matrices: [..., n, k] and [..., k, m]. */
  multiply(a: Value, b: Value): Value {
    const transpose = (x: Value) => this.#node("Transpose", [x], { perm: [0, 1, 3, 2] });
    return this.#record(this.#node("MatMul", [a, b]), (g) => [
      [a, () => this.#node("MatMul", [g, transpose(b)])],
      [b, () => this.#node("MatMul", [transpose(a), g])],
    ]);
  }

  /** The sum of two values of one shape. */
  add(a: Value, b: Value): Value {
    return this.#record(this.#node("Add", [a, b]), (g) => [[a, () => g], [b, () => g]]);
  }

  /** x plus what is never trained, and may have fewer axes. */
  addFixed(x: Value, fixed: Value): Value {
    return this.#record(this.#node("Add", [x, fixed]), (g) => [[x, () => g]]);
  }

  /** The product, element by element, of two values of one shape. */
  times(a: Value, b: Value): Value {
    return this.#record(this.#node("Mul", [a, b]), (g) => [
      [a, () => this.#node("Mul", [g, b])],
      [b, () => this.#node("Mul", [g, a])],
    ]);
  }

  /** A multiple. */
  scale(x: Value, factor: number): Value {
    const scaled = (x: Value) => this.#node("Mul", [x, this.constants.number(factor)]);
    return this.#record(scaled(x), (g) => [[x, () => scaled(g)]]);
  }

  /** x in another shape. */
  reshape(x: Value, shape: Value): Value {
    return this.#record(this.#node("Reshape", [x, shape]), (g) => [
      [x, () => this.#node("Reshape", [g, this.#node("Shape", [x])])],
    ]);
  }

  /** x with its axes in another order. */
  transpose(x: Value, perm: readonly number[]): Value {
    const inverse = perm.map((_, axis) => perm.indexOf(axis));
    return this.#record(this.#node("Transpose", [x], { perm }), (g) => [
      [x, () => this.#node("Transpose", [g], { perm: inverse })],
    ]);
  }

  /** Parts of x [n, columns], of so many columns each. */
  split(x: Value, columns: readonly number[]): Value[] {
    const parts = columns.map(() => this.graph.name());
    this.graph.several("Split", [x, this.constants.integers(...columns)], { axis: 1 }, parts);
    this.#note(parts, (gradients) => [[x, () => this.#node("Concat", gradients, { axis: 1 })]]);
    return parts;
  }

  /** Softmax over the last axis, which has that number. */
  softmax(x: Value, axis: number): Value {
    const y = this.#node("Softmax", [x], { axis });
    return this.#record(y, (g) => [[x, () => {
      const sum = this.#node("ReduceSum", [this.#node("Mul", [g, y]), this.constants.integers(-1)], { keepdims: 1 });
      return this.#node("Mul", [y, this.#node("Sub", [g, sum])]);
    }]]);
  }

  /** x sigmoid(x). */
  silu(x: Value): Value {
    const sigmoid = this.#node("Sigmoid", [x]);
    const y = this.#node("Mul", [x, sigmoid]);
    return this.#record(y, (g) => [[x, () => {
      const rest = this.#node("Mul", [y, this.#node("Sub", [this.#number(1), sigmoid])]);
      return this.#node("Mul", [g, this.#node("Add", [sigmoid, rest])]);
    }]]);
  }

  /** GELU by tanh (Hendrycks and Gimpel, 2016). */
  gelu(x: Value): Value {
    const times = (a: Value, b: number) => this.#node("Mul", [a, this.#number(b)]);
    const plusOne = (a: Value) => this.#node("Add", [a, this.#number(1)]);
    const square = this.#node("Mul", [x, x]);
    const inner = times(this.#node("Mul", [x, plusOne(times(square, GELU_CUBE))]), SQRT_2_OVER_PI);
    const tanh = this.#node("Tanh", [inner]);
    const half = times(plusOne(tanh), 0.5);
    return this.#record(this.#node("Mul", [x, half]), (g) => [[x, () => {
      const slope = times(plusOne(times(square, 3 * GELU_CUBE)), SQRT_2_OVER_PI / 2);
      const falling = this.#node("Sub", [this.#number(1), this.#node("Mul", [tanh, tanh])]);
      const rest = this.#node("Mul", [this.#node("Mul", [x, falling]), slope]);
      return this.#node("Mul", [g, this.#node("Add", [half, rest])]);
    }]]);
  }

  /** x [n, width] over its root mean square, times a fixed gain (Zhang and Sennrich, 2019). */
  rmsNorm(x: Value, gain: Value, epsilon: number): Value {
    const inverse = this.#inverseRoot(this.#mean(this.#node("Mul", [x, x])), epsilon);
    const normal = this.#node("Mul", [x, inverse]);
    return this.#record(this.#node("Mul", [normal, gain]), (g) => [[x, () => {
      const scaled = this.#node("Mul", [g, gain]);
      const along = this.#node("Mul", [normal, this.#mean(this.#node("Mul", [scaled, normal]))]);
      return this.#node("Mul", [inverse, this.#node("Sub", [scaled, along])]);
    }]]);
  }

  /** x [n, width] less its mean over its deviation, times a fixed gain, plus a fixed bias (Ba, Kiros and Hinton, 2016). */
  layerNorm(x: Value, gain: Value, bias: Value, epsilon: number): Value {
    const centred = this.#node("Sub", [x, this.#mean(x)]);
    const inverse = this.#inverseRoot(this.#mean(this.#node("Mul", [centred, centred])), epsilon);
    const normal = this.#node("Mul", [centred, inverse]);
    return this.#record(this.#node("Add", [this.#node("Mul", [normal, gain]), bias]), (g) => [[x, () => {
      const scaled = this.#node("Mul", [g, gain]);
      const along = this.#node("Mul", [normal, this.#mean(this.#node("Mul", [scaled, normal]))]);
      const level = this.#node("Sub", [scaled, this.#mean(scaled)]);
      return this.#node("Mul", [inverse, this.#node("Sub", [level, along])]);
    }]]);
  }

  /**
   * Rotary positions (Su et al., 2021): the two halves of the last axis of x [rows, heads, tokens, size] turn by angles.
   * @param cosines [tokens, size / 2], like `sines`.
   */
  rotate(x: Value, size: number, cosines: Value, sines: Value): Value {
    const halves = (x: Value): [Value, Value] => {
      const parts: [Value, Value] = [this.graph.name(), this.graph.name()];
      this.graph.several("Split", [x, this.constants.integers(size / 2, size / 2)], { axis: 3 }, parts);
      return parts;
    };
    const turn = (x: Value, by: "Sub" | "Add", and: "Sub" | "Add") => {
      const [a, b] = halves(x);
      const mul = (x: Value, y: Value) => this.#node("Mul", [x, y]);
      const first = this.#node(by, [mul(a, cosines), mul(b, sines)]);
      const second = this.#node(and, [mul(b, cosines), mul(a, sines)]);
      return this.#node("Concat", [first, second], { axis: 3 });
    };
    return this.#record(turn(x, "Sub", "Add"), (g) => [[x, () => turn(g, "Add", "Sub")]]);
  }

  /**
   * Ends with a loss: the weighted sum of the surprisals of tokens, in nats.
   * @param hidden [n, width]
   * @param output [vocabulary, width] Fixed.
   * @param bias [vocabulary] Fixed; undefined for none.
   * @param next [n] The tokens, int64.
   * @param weights [n]
   */
  crossEntropy(hidden: Value, output: Value, bias: Value | undefined, next: Value, weights: Value): Value {
    const logits = this.#node("Gemm", bias === undefined ? [hidden, output] : [hidden, output, bias], { transB: 1 });
    const logarithms = this.#node("LogSoftmax", [logits], { axis: 1 });
    const column = (x: Value) => this.#node("Unsqueeze", [x, this.constants.integers(1)]);
    const chosen = this.#node("GatherElements", [logarithms, column(next)], { axis: 1 });
    const weighted = this.#node("Mul", [chosen, column(weights)]);
    const sum = this.#node("ReduceSum", [weighted], { keepdims: 0 });
    // The gradient of the logits, probabilities less one for the token, never stands there as a whole.
    return this.#record(this.#node("Neg", [sum]), (g) => [[hidden, () => {
      const expected = this.#node("Gemm", [this.#node("Exp", [logarithms]), output]);
      const surprise = this.#node("Sub", [expected, this.#node("Gather", [output, next])]);
      return this.#node("Mul", [surprise, this.#node("Mul", [column(weights), g])]);
    }]]);
  }

  /** Writes the gradients of a loss, and returns that of each parameter; every one must lie before it. */
  differentiate(loss: Value, parameters: readonly Value[]): Value[] {
    const gradients = new Map([[loss, this.#number(1)]]);
    for (const { outputs, back } of this.#steps.toReversed()) {
      const known = outputs.filter((output) => gradients.has(output)).length;
      if (known === 0) continue;
      if (known < outputs.length) throw new RangeError("A part of what was split is used for nothing");
      for (const [input, gradient] of back(outputs.map((output) => gradients.get(output)!))) {
        if (!this.#moved.has(input)) continue;
        const other = gradients.get(input);
        const part = gradient();
        gradients.set(input, other === undefined ? part : this.#node("Add", [other, part]));
      }
    }
    return parameters.map((parameter) => gradients.get(parameter)!);
  }

  #record(output: Value, back: (gradient: Value) => readonly Part[]): Value {
    this.#note([output], ([gradient]) => back(gradient!));
    return output;
  }

  #note(outputs: readonly Value[], back: Step["back"]): void {
    const inputs = back(outputs).map(([input]) => input); // which they are hangs on no gradient
    if (!inputs.some((input) => this.#moved.has(input))) return;
    for (const output of outputs) this.#moved.add(output);
    this.#steps.push({ outputs, back });
  }

  #mean(x: Value): Value {
    return this.#node("ReduceMean", [x, this.constants.integers(-1)], { keepdims: 1 });
  }

  #inverseRoot(x: Value, epsilon: number): Value {
    return this.#node("Reciprocal", [this.#node("Sqrt", [this.#node("Add", [x, this.#number(epsilon)])])]);
  }

  #number(value: number): Value {
    return this.constants.number(value);
  }

  #node(...call: Parameters<GraphWriter["node"]>): Value {
    return this.graph.node(...call);
  }
}
