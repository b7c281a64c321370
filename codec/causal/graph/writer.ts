import type { Part } from "../layout.ts";
import { MessageWriter } from "./protobuf.ts";

/** The numbers that ONNX gives to the types of elements. */
export const ELEMENT = { F32: 1, U8: 2, I32: 6, I64: 7, F16: 10, BF16: 16 } as const;

export type ElementType = keyof typeof ELEMENT;

/** The name of a value in a graph: an input, an initializer or what a node gives; "" where a node's input is left out. */
export type Value = string;

/** A setting of a node: a whole number, whole numbers, or a floating-point number, which must say so. */
export type Attribute = number | readonly number[] | { readonly float: number };

type Attributes = Readonly<Record<string, Attribute>>;

/** The domain of ONNX Runtime's own operators. */
const CONTRIBUTED = "com.microsoft";

const [IR_VERSION, OPSET_VERSION, CONTRIBUTED_VERSION] = [10, 21, 1];

/** The fields of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that a model of ours has. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12, value: 13 };
const NODE = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, float: 2, integer: 3, integers: 8, type: 20 };
const ATTRIBUTE_TYPE = { float: 1, integer: 2, integers: 7 };
const TENSOR = { shape: 1, type: 2, name: 8, raw: 9, external: 13, location: 14 };
const ENTRY = { key: 1, value: 2 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { element: 1, shape: 2 };
const SHAPE = { axis: 1 };
const AXIS = { length: 1, name: 2 };
const EXTERNAL = 1;

/**
 * Writes an ONNX model node by node. It holds no weights: those lie in files beside it, named by offsets. The same calls
 * give the same bytes, which is how a stranger's graph is known to be one of ours.
 */
export class GraphWriter {
  readonly #graph = new MessageWriter();
  #values = 0;

  constructor(name: string) {
    this.#graph.text(GRAPH.name, name);
  }

  /** A value that the caller gives; an axis of free length has a name. */
  input(name: string, type: ElementType, axes: readonly (number | string)[]): Value {
    this.#graph.message(GRAPH.input, valueInfo(name, type, axes));
    return name;
  }

  /** Declares that the value of that name goes to the caller. */
  output(name: string, type: ElementType, axes: readonly (number | string)[]): void {
    this.#graph.message(GRAPH.output, valueInfo(name, type, axes));
  }

  /**
   * Says what shape a value has where the runtime cannot infer it. It plans the memory by the names of free lengths: what
   * it takes for different lengths never shares memory, and planning takes the square of their number.
   */
  shaped(value: Value, type: ElementType, axes: readonly (number | string)[]): Value {
    this.#graph.message(GRAPH.value, valueInfo(value, type, axes));
    return value;
  }

  /** A tensor that lies in a weights file. */
  weights(part: Part): Value {
    const tensor = tensorOf(part.name, part.type, part.shape).integer(TENSOR.location, EXTERNAL);
    const entries = { location: part.file, offset: `${part.offset}`, length: `${part.bytes}` };
    for (const [key, value] of Object.entries(entries)) {
      tensor.message(TENSOR.external, new MessageWriter().text(ENTRY.key, key).text(ENTRY.value, value));
    }
    this.#graph.message(GRAPH.initializer, tensor);
    return part.name;
  }

  /** A constant list of whole numbers. */
  integers(values: readonly number[]): Value {
    return this.#constant("I64", [values.length], BigInt64Array.from(values, BigInt));
  }

  /** Constant numbers of float32. */
  floats(shape: readonly number[], values: Float32Array): Value {
    return this.#constant("F32", shape, values);
  }

  /** Constant bytes. */
  bytes(shape: readonly number[], values: Uint8Array): Value {
    return this.#constant("U8", shape, values);
  }

  /** A node of ONNX's own operators with one output, whose name is given or made. */
  node(operator: string, inputs: readonly Value[], attributes: Attributes = {}, output = this.name()): Value {
    this.#node("", operator, inputs, attributes, [output]);
    return output;
  }

  /** A node of ONNX's own operators with several outputs. */
  several(operator: string, inputs: readonly Value[], attributes: Attributes, outputs: readonly Value[]): void {
    this.#node("", operator, inputs, attributes, outputs);
  }

  /** A node of ONNX Runtime's operators; its first output. One that is left out has the name "". */
  contributed(
    operator: string,
    inputs: readonly Value[],
    attributes: Attributes = {},
    outputs: readonly [Value, ...Value[]] = [this.name()],
  ): Value {
    this.#node(CONTRIBUTED, operator, inputs, attributes, outputs);
    return outputs[0];
  }

  /** A name that no other value has. */
  name(): Value {
    return `v${this.#values++}`;
  }

  /** The bytes of the ONNX file. */
  finish(): Uint8Array<ArrayBuffer> {
    const opset = (domain: string, version: number) =>
      new MessageWriter().text(OPSET.domain, domain).integer(OPSET.version, version);
    return new MessageWriter()
      .integer(MODEL.irVersion, IR_VERSION)
      .text(MODEL.producer, "semcom")
      .message(MODEL.graph, this.#graph)
      .message(MODEL.opset, opset("", OPSET_VERSION))
      .message(MODEL.opset, opset(CONTRIBUTED, CONTRIBUTED_VERSION))
      .finish();
  }

  #constant(type: ElementType, shape: readonly number[], data: ArrayBufferView): Value {
    const name = this.name();
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#graph.message(GRAPH.initializer, tensorOf(name, type, shape).bytes(TENSOR.raw, raw));
    return name;
  }

  #node(
    domain: string,
    operator: string,
    inputs: readonly Value[],
    attributes: Attributes,
    outputs: readonly Value[],
  ): void {
    const node = new MessageWriter();
    for (const input of inputs) node.text(NODE.input, input);
    for (const output of outputs) node.text(NODE.output, output);
    node.text(NODE.operator, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(NODE.attribute, attributeOf(name, value));
    if (domain !== "") node.text(NODE.domain, domain);
    this.#graph.message(GRAPH.node, node);
  }
}

function attributeOf(name: string, value: Attribute): MessageWriter {
  const attribute = new MessageWriter().text(ATTRIBUTE.name, name);
  if (typeof value === "number") {
    return attribute.integer(ATTRIBUTE.integer, value).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integer);
  }
  if ("float" in value) {
    return attribute.float(ATTRIBUTE.float, value.float).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
  }
  for (const integer of value) attribute.integer(ATTRIBUTE.integers, integer);
  return attribute.integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integers);
}

function tensorOf(name: string, type: ElementType, shape: readonly number[]): MessageWriter {
  const tensor = new MessageWriter();
  for (const axis of shape) tensor.integer(TENSOR.shape, axis);
  return tensor.integer(TENSOR.type, ELEMENT[type]).text(TENSOR.name, name);
}

function valueInfo(name: string, type: ElementType, axes: readonly (number | string)[]): MessageWriter {
  const shape = new MessageWriter();
  for (const axis of axes) {
    const length = new MessageWriter();
    shape.message(
      SHAPE.axis,
      typeof axis === "number" ? length.integer(AXIS.length, axis) : length.text(AXIS.name, axis),
    );
  }
  const tensor = new MessageWriter().integer(TENSOR_TYPE.element, ELEMENT[type]).message(TENSOR_TYPE.shape, shape);
  return new MessageWriter().text(VALUE.name, name).message(
    VALUE.type,
    new MessageWriter().message(TYPE.tensor, tensor),
  );
}
