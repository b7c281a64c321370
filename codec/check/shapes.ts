import { CannotFollow } from "./cannot_follow.ts";
import { type Attribute, BOOL, type Graph, INT64, type Node, type StoredTensor, type ValueInfo } from "./onnx.ts";

/** A value as far as it is known without running the graph. */
export interface Value {
  readonly shape: readonly number[];
  /** The type of its elements, by its number in ONNX. */
  readonly type: number;
  /** True if it depends on no input: the runtime computes it once, when it loads the graph. */
  readonly constant: boolean;
  /** The elements, if they are few whole numbers: shapes, axes and indices. */
  readonly integers?: readonly number[];
}

/** A node with the values that it takes; an input that is left out is undefined. */
export interface Step {
  readonly node: Node;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
}

/** No value of a codec has more axes. */
export const MAX_AXES = 16;

/** Elements are followed through a graph only if they are few: shapes, axes and indices. */
const FEW = MAX_AXES;

/**
 * The shape of every value of a graph.
 * @param shapeOf The shape that one of its inputs has, whose free axes have lengths then.
 * @param allow Throws for a node that may not be; called before anything is made of its inputs.
 * @yields The nodes in the order of the graph.
 * @throws {CannotFollow} naming the operator.
 */
export function* followShapes(
  graph: Graph,
  shapeOf: (input: ValueInfo) => readonly number[],
  allow: (node: Node, inputs: readonly (Value | undefined)[]) => void = () => {},
): Generator<Step> {
  const values = new Map<string, Value>();
  const set = (name: string, value: Value) => {
    if (name === "" || values.has(name)) throw new CannotFollow(`its value ${JSON.stringify(name)} is made twice`);
    values.set(name, value);
    return value;
  };
  for (const input of graph.inputs) set(input.name, { shape: shapeOf(input), type: input.type, constant: false });
  for (const tensor of graph.initializers) set(tensor.name, valueOf(tensor));
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => name === "" ? undefined : values.get(name) ?? unknown(node));
    allow(node, inputs);
    const constant = inputs.every((input) => input?.constant ?? true);
    const known = outputsOf(node, inputs);
    const outputs = node.outputs.map((name, i) =>
      set(name, { ...known[i] ?? unknown(node), type: typeOf(node, inputs, i), constant })
    );
    yield { node, inputs, outputs };
  }
}

/** Elements of a value of that shape. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/** The shape that elementwise operators stretch both shapes to (ONNX's multidirectional broadcasting). */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const axis = (shape: readonly number[], i: number) => shape[i - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, i) => axis(a, i) === 1 ? axis(b, i) : axis(a, i));
}

type Output = Omit<Value, "constant" | "type">;

function valueOf({ shape, type, integers }: StoredTensor): Value {
  return { shape, type, constant: true, ...integers && { integers } };
}

function unknown(node: Node): never {
  throw new CannotFollow(`the shape of what the operator ${node.operator} makes of its inputs is not known beforehand`);
}

/** Operators whose output has the shape of the first input. */
const LIKE_FIRST = splitNames(
  `Abs Cast Clip CumSum Erf Exp Gelu Identity IsNaN Log LogSoftmax Neg Not Reciprocal ScatterElements ScatterND
  Sigmoid Sign Softmax Softplus Sqrt Tanh Trilu`,
);

/** Operators that work element by element on inputs stretched to one shape. */
const ELEMENTWISE = splitNames(
  "Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mul Pow Sub Where",
);

/** Operators that give truth values, and places. */
const BOOLEAN = splitNames("And Equal Greater GreaterOrEqual IsNaN Less LessOrEqual Not");
const PLACES = splitNames("ArgMax Shape");

/** The type of one of a node's outputs, by its number in ONNX. */
function typeOf({ operator, attributes }: Node, inputs: readonly (Value | undefined)[], output: number): number {
  if (BOOLEAN.has(operator)) return BOOL;
  if (PLACES.has(operator) || operator === "TopK" && output === 1) return INT64;
  if (operator === "Cast") return numberOf(attributes.get("to"), 0);
  if (operator === "ConstantOfShape") return tensorOf(attributes.get("value"))?.type ?? 0;
  return inputs[operator === "Where" ? 1 : 0]?.type ?? 0;
}

const numberOf = (attribute: Attribute | undefined, absent: number) =>
  typeof attribute === "number" ? attribute : absent;
const tensorOf = (attribute: Attribute | undefined) =>
  typeof attribute === "object" && "shape" in attribute ? attribute : undefined;

/** An operator's entry in a table, which has none for what every object has. */
function findOwn<T>(table: Readonly<Record<string, T>>, operator: string): T | undefined {
  return Object.hasOwn(table, operator) ? table[operator] : undefined;
}

function splitNames(text: string): Set<string> {
  return new Set(text.split(/\s+/));
}

function outputsOf(node: Node, inputs: readonly (Value | undefined)[]): Output[] {
  const { operator, domain } = node;
  if (domain !== "") unknown(node);
  const known = inputs.filter((input) => input !== undefined);
  const integers = integersOf(node, inputs);
  const follow = integers !== undefined && integers.length <= FEW && integers.every(isExact);
  const withIntegers = (shape: readonly number[]): Output[] => [
    { shape, ...follow && integers.length === countElements(shape) && { integers } },
  ];
  if (LIKE_FIRST.has(operator)) return withIntegers((inputs[0] ?? unknown(node)).shape);
  if (ELEMENTWISE.has(operator)) return withIntegers(known.map(({ shape }) => shape).reduce(broadcast, []));
  const shapes = findOwn(SHAPES, operator)?.(new Operation(node, inputs)) ?? unknown(node);
  if (shapes.some((shape) => shape.length > MAX_AXES)) unknown(node);
  if (shapes.flat().some((axis) => !Number.isInteger(axis) || axis < 0)) unknown(node);
  return shapes.length === 1 ? withIntegers(shapes[0]!) : shapes.map((shape) => ({ shape }));
}

/**
 * True of a whole number of 32 bits. The runtime's integers wrap around beyond their bits and these do not, so
 * that no size is followed by way of a larger number.
 */
function isExact(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31;
}

/** A node's inputs and attributes as the rules below ask for them. */
class Operation {
  readonly #attributes;

  constructor(readonly node: Node, private readonly inputs: readonly (Value | undefined)[]) {
    this.#attributes = node.attributes;
  }

  shape(input: number): readonly number[] {
    return (this.inputs[input] ?? unknown(this.node)).shape;
  }

  get shapes(): (readonly number[])[] {
    return this.inputs.filter((input) => input !== undefined).map(({ shape }) => shape);
  }

  /** The elements of an input, or `absent` if it is left out. */
  integers(input: number, absent?: readonly number[]): readonly number[] {
    const values = this.inputs[input] === undefined ? absent : this.inputs[input].integers;
    return values?.every(isExact) ? values : unknown(this.node);
  }

  attribute(name: string, absent: number): number {
    const value = numberOf(this.#attributes.get(name), absent);
    return isExact(value) ? value : unknown(this.node);
  }

  list(name: string): readonly number[] {
    const list = this.#attributes.get(name);
    return Array.isArray(list) && list.every(isExact) ? list : unknown(this.node);
  }

  /** Places on axes: those past an end, however far, are the end. */
  places(input: number): readonly number[] {
    return this.inputs[input]?.integers ?? unknown(this.node);
  }

  text(name: string): string {
    return `${this.#attributes.get(name) ?? ""}`;
  }

  /** Axes, counted from the front. */
  axes(input: number, rank: number): number[] | undefined {
    return this.inputs[input] && this.integers(input).map((axis) => fromFront(axis, rank));
  }
}

/** A number below zero counts from the end. */
const fromFront = (axis: number, rank: number) => axis < 0 ? axis + rank : axis;

/** The outputs' shapes of the operators that change shapes, as ONNX's documentation of each says. */
const SHAPES: Readonly<Record<string, (operation: Operation) => (readonly number[])[]>> = {
  MatMul: (op) => [matrixProduct(op.shape(0), op.shape(1))],
  Gemm: (op) => {
    const rows = op.shape(0)[op.attribute("transA", 0) === 0 ? 0 : 1]!;
    const columns = op.shape(1)[op.attribute("transB", 0) === 0 ? 1 : 0]!;
    return [[rows, columns]];
  },
  Conv: (op) => {
    const [batch, , ...sizes] = op.shape(0);
    const [channels, , ...kernel] = op.shape(1);
    const pads = op.list("pads");
    return [[
      batch!,
      channels!,
      ...sizes.map((size, i) => {
        const reach = op.list("dilations")[i]! * (kernel[i]! - 1) + 1;
        return Math.floor((size + pads[i]! + pads[i + sizes.length]! - reach) / op.list("strides")[i]!) + 1;
      }),
    ]];
  },
  Shape: (op) => [[shapeTaken(op).length]],
  Reshape: (op) => {
    const from = op.shape(0);
    const shape = op.integers(1).map((axis, i) => axis === 0 && op.attribute("allowzero", 0) === 0 ? from[i]! : axis);
    const rest = countElements(shape.filter((axis) => axis !== -1));
    return [shape.map((axis) => axis === -1 ? countElements(from) / rest : axis)];
  },
  Transpose: (op) => [op.list("perm").map((axis) => op.shape(0)[axis]!)],
  Unsqueeze: (op) => {
    const added = op.integers(1);
    const rank = op.shape(0).length + added.length;
    const at = new Set(added.map((axis) => fromFront(axis, rank)));
    const rest = [...op.shape(0)];
    return [Array.from({ length: rank }, (_, i) => at.has(i) ? 1 : rest.shift()!)];
  },
  Squeeze: (op) => {
    const shape = op.shape(0);
    const axes = op.axes(1, shape.length);
    return [shape.filter((length, i) => axes ? !axes.includes(i) : length !== 1)];
  },
  TopK: (op) => {
    const axis = fromFront(op.attribute("axis", -1), op.shape(0).length);
    const [count = unknown(op.node)] = op.integers(1);
    const shape = replaceAxis(op.shape(0), axis, count);
    return [shape, shape];
  },
  Concat: (op) => {
    const axis = fromFront(op.attribute("axis", 0), op.shape(0).length);
    const length = op.shapes.reduce((sum, shape) => sum + shape[axis]!, 0);
    return [replaceAxis(op.shape(0), axis, length)];
  },
  Split: (op) => {
    const shape = op.shape(0);
    const axis = fromFront(op.attribute("axis", 0), shape.length);
    const count = op.node.outputs.length;
    const each = Math.ceil(shape[axis]! / count);
    const equal = Array.from({ length: count }, (_, i) => Math.min(each, shape[axis]! - i * each));
    return op.integers(1, equal).map((length) => replaceAxis(shape, axis, length));
  },
  Slice: (op) => {
    const shape = [...op.shape(0)];
    for (const { axis, from, to, step } of slices(op)) shape[axis] = Math.max(0, Math.ceil((to - from) / step));
    return [shape];
  },
  Gather: (op) => {
    const axis = fromFront(op.attribute("axis", 0), op.shape(0).length);
    return [[...op.shape(0).slice(0, axis), ...op.shape(1), ...op.shape(0).slice(axis + 1)]];
  },
  GatherElements: (op) => [op.shape(1)],
  GatherND: (op) => [[...op.shape(1).slice(0, -1), ...op.shape(0).slice(op.shape(1).at(-1)!)]],
  Expand: (op) => [broadcast(op.shape(0), op.integers(1))],
  Pad: (op) => {
    const [shape, pads] = [op.shape(0), op.integers(1)];
    return [shape.map((length, i) => length + pads[i]! + pads[i + shape.length]!)];
  },
  Range: (op) => [[Math.max(0, Math.ceil((op.integers(1)[0]! - op.integers(0)[0]!) / op.integers(2)[0]!))]],
  ConstantOfShape: (op) => [op.integers(0)],
  LayerNormalization: (op) => {
    const shape = op.shape(0);
    const axis = fromFront(op.attribute("axis", -1), shape.length);
    const statistics = shape.map((length, i) => i < axis ? length : 1);
    return [shape, statistics, statistics];
  },
  SoftmaxCrossEntropyLoss: (op) => [op.shape(1)],
  ArgMax: (op) => [reduceAxes(op, [op.attribute("axis", 0)])],
  ReduceMax: reduced,
  ReduceSum: reduced,
};

/** The lengths of axes that the operator Shape gives. */
function shapeTaken(op: Operation): readonly number[] {
  const rank = op.shape(0).length;
  return op.shape(0).slice(fromFront(op.attribute("start", 0), rank), fromFront(op.attribute("end", rank), rank));
}

/** Without axes all are reduced. */
function reduced(op: Operation): number[][] {
  return [reduceAxes(op, op.axes(1, op.shape(0).length) ?? op.shape(0).map((_, i) => i))];
}

function replaceAxis(shape: readonly number[], axis: number, length: number): number[] {
  return shape.map((old, i) => i === axis ? length : old);
}

function matrixProduct(a: readonly number[], b: readonly number[]): number[] {
  const rows = a.length > 1 ? [a.at(-2)!] : [];
  const columns = b.length > 1 ? [b.at(-1)!] : [];
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), ...rows, ...columns];
}

function reduceAxes(op: Operation, axes: readonly number[]): number[] {
  const shape = op.shape(0);
  const gone = axes.map((axis) => fromFront(axis, shape.length));
  return op.attribute("keepdims", 1) === 0
    ? shape.filter((_, i) => !gone.includes(i))
    : shape.map((length, i) => gone.includes(i) ? 1 : length);
}

function slices(op: Operation): { axis: number; from: number; to: number; step: number }[] {
  const shape = op.shape(0);
  const starts = op.places(1);
  const ends = op.places(2);
  const axes = op.axes(3, shape.length) ?? starts.map((_, i) => i);
  const steps = op.integers(4, starts.map(() => 1));
  return axes.map((axis, i) => {
    const [length, step] = [shape[axis]!, steps[i]!];
    const [min, max] = step > 0 ? [0, length] : [-1, length - 1];
    const clamped = (at: number) => Math.min(max, Math.max(min, at < 0 ? at + length : at));
    return { axis, from: clamped(starts[i]!), to: clamped(ends[i]!), step };
  });
}

/** The elements of a node's output, if they are whole numbers that follow from those of its inputs. */
function integersOf(node: Node, inputs: readonly (Value | undefined)[]): readonly number[] | undefined {
  const { operator } = node;
  if (operator === "Shape") return shapeTaken(new Operation(node, inputs));
  const [first, second] = inputs.map((input) => input?.integers);
  if (first === undefined) return undefined;
  switch (operator) {
    case "Reshape":
    case "Squeeze":
    case "Unsqueeze":
      return first;
    case "Concat":
      return inputs.every((input) => input?.integers && input.shape.length === 1)
        ? inputs.flatMap((input) => input!.integers!)
        : undefined;
    case "Slice": {
      const [slice, ...others] = slices(new Operation(node, inputs));
      if (inputs[0]!.shape.length !== 1 || slice === undefined || others.length > 0) return undefined;
      const { from, to, step } = slice;
      const count = Math.max(0, Math.ceil((to - from) / step));
      return count > FEW ? undefined : Array.from({ length: count }, (_, i) => first[from + i * step]!);
    }
    case "Add":
      return inPairs(first, second, (a, b) => a + b);
    case "Mul":
      return inPairs(first, second, (a, b) => a * b);
  }
  return undefined;
}

/** Of lists that are equally long. */
function inPairs(
  first: readonly number[],
  second: readonly number[] | undefined,
  compute: (a: number, b: number) => number,
): readonly number[] | undefined {
  if (first.length !== second?.length || !first.every(isExact) || !second.every(isExact)) return undefined;
  return first.map((value, i) => compute(value, second[i]!));
}
