import { MalformedMessage, ProtobufMessage } from "./protobuf.ts";

/** The part of an ONNX model that semcom reads (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
export interface Model {
  /** The operator sets that it imports; the domain "" is the standard one. */
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: Graph;
}

/** A model's graph. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly initializers: readonly StoredTensor[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** The file's own statements on the values between inputs and outputs. */
  readonly values: readonly ValueInfo[];
}

/** One operation. Its message is read only as far as someone asks. */
export class Node {
  #attributes: ReadonlyMap<string, Attribute> | undefined;

  constructor(private readonly message: ProtobufMessage) {}

  get operator(): string {
    return this.message.text(NODE.operator);
  }

  get domain(): string {
    return this.message.text(NODE.domain);
  }

  /** The names of the values that it takes; one that is left out has the name "". */
  get inputs(): string[] {
    return this.message.texts(NODE.inputs);
  }

  get outputs(): string[] {
    return this.message.texts(NODE.outputs);
  }

  /** @throws {MalformedMessage} if two attributes have one name. */
  get attributes(): ReadonlyMap<string, Attribute> {
    return this.#attributes ??= this.#readAttributes();
  }

  #readAttributes(): ReadonlyMap<string, Attribute> {
    const count = this.message.count(NODE.attributes);
    if (count === 0) return NO_ATTRIBUTES;
    if (count > MAX_ATTRIBUTES) throw new MalformedMessage(`a node has ${count} attributes`);
    const attributes = new Map<string, Attribute>();
    for (const attribute of this.message.messages(NODE.attributes, KNOWN.attribute)) {
      const name = attribute.text(ATTRIBUTE.name);
      if (attributes.has(name)) throw new MalformedMessage(`a node has the attribute ${name} twice`);
      attributes.set(name, readAttribute(name, attribute));
    }
    return attributes;
  }
}

/** A setting of a node. */
export type Attribute = number | string | readonly number[] | StoredTensor;

/** A value that the file gives. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type of its elements, by its number in ONNX. */
  readonly type: number;
  /** Bytes of an element. */
  readonly elementBytes: number;
  /** Bytes of data that the file itself holds; 0 if it lies in another file. */
  readonly bytes: number;
  /** The elements, if they are 32- or 64-bit whole numbers that the file itself holds, and few: shapes and axes. */
  readonly integers?: readonly number[];
  /** Where the data lies outside the file: ONNX's keys, such as location, offset and length. */
  readonly external?: ReadonlyMap<string, string>;
}

/** The name, type and shape of a value; an axis of free length has a name instead. */
export interface ValueInfo {
  readonly name: string;
  /** The type of its elements, by its number in ONNX, or 0. */
  readonly type: number;
  readonly shape: readonly (number | string)[];
}

/**
 * The numbers that the messages' fields have in onnx.proto: those that the graphs of codecs have. All others make a model
 * malformed, such as functions, graphs inside nodes, sparse tensors, tensors whose numbers are listed one by one and
 * values that are no tensors: each is one more place to hide something in.
 */
const MODEL = { irVersion: 1, producer: 2, producerVersion: 3, graph: 7, opsets: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { nodes: 1, name: 2, initializers: 5, doc: 10, inputs: 11, outputs: 12, values: 13 };
const NODE = { inputs: 1, outputs: 2, name: 3, operator: 4, attributes: 5, doc: 6, domain: 7 };
const ATTRIBUTE = { name: 1, float: 2, integer: 3, text: 4, tensor: 5, integers: 8, type: 20 };
const TENSOR = { shape: 1, type: 2, name: 8, raw: 9, doc: 12, external: 13, location: 14 };
const ENTRY = { key: 1, value: 2 };
const VALUE = { name: 1, type: 2, doc: 3 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { element: 1, shape: 2 };
const SHAPE = { axes: 1 };
const AXIS = { length: 1, name: 2 };

const NO_ATTRIBUTES = new Map<string, Attribute>();

/** The fields of the messages that a file has many of. */
const KNOWN = {
  node: Object.values(NODE),
  attribute: Object.values(ATTRIBUTE),
  tensor: Object.values(TENSOR),
};

/** A tensor's types by their numbers, each with the bytes that an element takes. */
const ELEMENT_BYTES = new Map([
  [1, 4], // float32
  [2, 1], // uint8
  [6, 4], // int32
  [7, 8], // int64
  [9, 1], // bool
  [10, 2], // float16
  [16, 2], // bfloat16
]);
export const [FLOAT32, INT32, INT64, BOOL, FLOAT16] = [1, 6, 7, 9, 10];
const EXTERNAL = 1;

const ascii = new TextDecoder("latin1");

/** Whole numbers are kept of a tensor that has at most this many. */
const FEW = 64;

/** Real operators have at most about ten. */
const MAX_ATTRIBUTES = 100;

/**
 * Reads an ONNX file. Whether it may be trusted {@linkcode checkGraph} says.
 * @throws {MalformedMessage}
 */
export function readModel(bytes: Uint8Array): Model {
  // ONNX Runtime takes a file with this mark for one in its own format, whatever else it may be.
  if (ascii.decode(bytes.subarray(4, 8)) === "ORTM") throw new MalformedMessage("it is in ONNX Runtime's own format");
  const model = ProtobufMessage.read(bytes, Object.values(MODEL));
  const graph = model.message(MODEL.graph, Object.values(GRAPH));
  if (graph === undefined) throw new MalformedMessage("it has no graph");
  const opsets = model.messages(MODEL.opsets, Object.values(OPSET));
  return {
    opsets: opsets.map((opset) => ({ domain: opset.text(OPSET.domain), version: opset.integer(OPSET.version) })),
    graph: readGraph(graph),
  };
}

function readGraph(graph: ProtobufMessage): Graph {
  const values = (field: number) => graph.messages(field, Object.values(VALUE)).map(readValueInfo);
  return {
    nodes: graph.messages(GRAPH.nodes, KNOWN.node).map((node) => new Node(node)),
    initializers: graph.messages(GRAPH.initializers, KNOWN.tensor).map(readTensor),
    inputs: values(GRAPH.inputs),
    outputs: values(GRAPH.outputs),
    values: values(GRAPH.values),
  };
}

/** The types of attributes by their numbers in onnx.proto, each with the one field of its value. */
const ATTRIBUTE_FIELDS = new Map([
  [1, ATTRIBUTE.float],
  [2, ATTRIBUTE.integer],
  [3, ATTRIBUTE.text],
  [4, ATTRIBUTE.tensor],
  [7, ATTRIBUTE.integers],
]);

function readAttribute(name: string, attribute: ProtobufMessage): Attribute {
  const type = attribute.integer(ATTRIBUTE.type);
  const field = ATTRIBUTE_FIELDS.get(type);
  if (field === undefined) throw new MalformedMessage(`its attribute ${name} has the unknown type ${type}`);
  const given = [...ATTRIBUTE_FIELDS.values()].filter((one) => attribute.count(one) > 0);
  if (given.length !== 1 || given[0] !== field) {
    throw new MalformedMessage(`its attribute ${name} of type ${type} has another value, or several`);
  }
  switch (field) {
    case ATTRIBUTE.float:
      return attribute.float(field);
    case ATTRIBUTE.integer:
      return attribute.integer(field);
    case ATTRIBUTE.text:
      return attribute.text(field);
    case ATTRIBUTE.tensor:
      return readTensor(attribute.message(field, KNOWN.tensor)!);
    default:
      return attribute.integers(field);
  }
}

function readTensor(tensor: ProtobufMessage): StoredTensor {
  const name = tensor.text(TENSOR.name);
  const type = tensor.integer(TENSOR.type);
  const elementBytes = ELEMENT_BYTES.get(type);
  if (elementBytes === undefined) throw new MalformedMessage(`its tensor ${name} has the unknown type ${type}`);
  const shape = tensor.integers(TENSOR.shape);
  const raw = tensor.bytes(TENSOR.raw);
  const bytes = raw?.length ?? 0;
  const common = { name, shape, type, elementBytes, bytes };
  if (tensor.integer(TENSOR.location) === EXTERNAL || tensor.count(TENSOR.external) > 0) {
    return { ...common, external: readEntries(tensor.messages(TENSOR.external, Object.values(ENTRY))) };
  }
  if (raw === undefined || (type !== INT32 && type !== INT64) || bytes > FEW * elementBytes) return common;
  return { ...common, integers: littleEndian(raw, elementBytes) };
}

function readEntries(entries: readonly ProtobufMessage[]): Map<string, string> {
  const map = new Map<string, string>();
  for (const entry of entries) {
    const key = entry.text(ENTRY.key);
    if (map.has(key)) throw new MalformedMessage(`it gives ${key} of external data twice`);
    map.set(key, entry.text(ENTRY.value));
  }
  return map;
}

function littleEndian(raw: Uint8Array, elementBytes: number): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  return Array.from(
    { length: Math.floor(raw.length / elementBytes) },
    (_, i) => elementBytes === 8 ? Number(view.getBigInt64(8 * i, true)) : view.getInt32(4 * i, true),
  );
}

function readValueInfo(value: ProtobufMessage): ValueInfo {
  const tensor = value.message(VALUE.type, Object.values(TYPE))?.message(TYPE.tensor, Object.values(TENSOR_TYPE));
  const axes = tensor?.message(TENSOR_TYPE.shape, Object.values(SHAPE))?.messages(SHAPE.axes, Object.values(AXIS)) ??
    [];
  return {
    name: value.text(VALUE.name),
    type: tensor?.integer(TENSOR_TYPE.element) ?? 0,
    shape: axes.map((axis) => axis.count(AXIS.length) > 0 ? axis.integer(AXIS.length) : axis.text(AXIS.name)),
  };
}
