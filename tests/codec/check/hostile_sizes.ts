import {
  decoder,
  DECODING,
  external,
  type Hostile,
  inGraph,
  inline,
  INT64,
  matrix,
  numbers,
  operation,
  ROWS,
  value,
  withGraph,
} from "./hostile.ts";
import type { Fields } from "./protobuf_writer.ts";

/** A folder whose decoder.onnx has those nodes, initializers and inputs besides what it needs. */
function withNodes(
  what: string,
  says: RegExp,
  nodes: () => readonly Fields[],
  initializers: readonly Fields[] = [],
  inputs: readonly Fields[] = [],
): Hostile {
  return withGraph(
    what,
    says,
    () => decoder({ 1: [...DECODING, ...nodes()], 5: initializers, 11: [POSITIONS, ...inputs] }),
  );
}

const POSITIONS = value("positions", ["count"], INT64);
const TOO_MANY = /its values have more than 268443648 elements together, from \w+ on$/;
const NOT_KNOWN = /the operator \w+ makes of its inputs is not known, and nothing is run whose size is not known/;
const big = numbers("big", 2 ** 17, 2 ** 17);
const one = matrix("one", 1, 1);
const zeros = (...shape: string[]) => operation(shape, "ConstantOfShape", ["zeros"]);
const RANGE = [numbers("zero", 0), numbers("step", 1)];
const range = (to: string) => operation(["zero", to, "step"], "Range", ["y"]);
const at = (value: string, place: string, to: string) => operation([value, place], "Gather", [to]);
const previous = value("previous", ROWS, INT64);

const SIZES: Hostile[] = [
  withNodes("a constant of enormous shape", TOO_MANY, () => [zeros("big")], [big]),
  withNodes(
    "a thousand constants that are enormous together",
    TOO_MANY,
    () => Array.from({ length: 1000 }, (_, i) => operation(["many"], "ConstantOfShape", [`zeros${i}`])),
    [numbers("many", 2 ** 10, 2 ** 9)],
  ),
  withNodes("something stretched", TOO_MANY, () => [operation(["one", "big"], "Expand", ["y"])], [one, big]),
  withNodes("something repeated", TOO_MANY, () => [operation(["one", "big"], "Tile", ["y"])], [one, big]),
  withNodes(
    "a range without end",
    TOO_MANY,
    () => [operation(["from", "to", "step"], "Range", ["y"])],
    [numbers("from", -(2 ** 30)), numbers("to", 2 ** 30), numbers("step", 1)],
  ),
  withNodes("padding", TOO_MANY, () => [operation(["one", "pads"], "Pad", ["y"])], [
    one,
    numbers("pads", 0, 0, 2 ** 16, 2 ** 16),
  ]),
  withNodes(
    "padding of a convolution",
    TOO_MANY,
    () => [operation(["x", "k"], "Conv", ["y"], { 1: "pads", 8: [2 ** 16, 2 ** 16, 0, 0], 20: 7 })],
    [{ ...inline([1, 1, 1, 1], new Uint8Array(4)), 8: "x" }, { ...inline([1, 1, 1, 1], new Uint8Array(4)), 8: "k" }],
  ),
  withNodes(
    "the product of a column and a row",
    TOO_MANY,
    () => [
      operation(["tall"], "ConstantOfShape", ["column"]),
      operation(["wide"], "ConstantOfShape", ["row"]),
      operation(["column", "row"], "MatMul", ["y"]),
    ],
    [numbers("tall", 2 ** 17, 1), numbers("wide", 1, 2 ** 17)],
  ),
  ...ROWS.map((axis, place) =>
    withNodes(
      `the fifth power of the axis ${axis}`,
      TOO_MANY,
      () => [
        operation(["previous"], "Shape", ["shape"]),
        at("shape", "place", axis),
        operation(new Array(5).fill(axis), "Concat", ["power"], { 1: "axis", 3: 0, 20: 2 }),
        zeros("power"),
      ],
      [numbers("place", place)],
      [previous],
    )
  ),
  ...[
    "Resize",
    "Upsample",
    "OneHot",
    "EyeLike",
    "RandomNormal",
    "RandomUniformLike",
    "Multinomial",
    "Loop",
    "NonZero",
    "constructor",
    "__proto__",
  ]
    .map((operator) =>
      withNodes(`the operator ${operator}`, NOT_KNOWN, () => [operation(["one", "one", "big"], operator, ["y"])], [
        one,
        big,
      ])
    ),
  withNodes(
    "another's operator of the name of an ordinary one",
    NOT_KNOWN,
    () => [{ ...operation(["cube", "cube", "cube"], "Attention", ["y"]), 7: "com.microsoft" }],
    [{ ...inline([1, 1, 1], new Uint8Array(4)), 8: "cube" }],
  ),
  withNodes("a shape that lies in weights.bin", NOT_KNOWN, () => [zeros("weight")], [
    external({ length: "16" }, { 1: [2], 2: INT64 }),
  ]),
  withNodes(
    "a length that a message decides",
    NOT_KNOWN,
    () => [at("previous", "first", "row"), zeros("row")],
    [numbers("first", 0)],
    [previous],
  ),
  withNodes(
    "a length that wraps around in 64 bits",
    NOT_KNOWN,
    () => [
      operation(["half", "half"], "Mul", ["nothing"]),
      operation(["length", "nothing"], "Sub", ["same"]),
      range("same"),
    ],
    [numbers("half", 2n ** 32n), numbers("length", 2n ** 40n), ...RANGE],
  ),
  withNodes(
    "a length that is the largest of three numbers",
    NOT_KNOWN,
    () => [operation(["single", "single", "large"], "Max", ["length"]), zeros("length")],
    [numbers("single", 1), numbers("large", 2 ** 30)],
  ),
  withNodes(
    "a length that a narrow type wraps around",
    NOT_KNOWN,
    () => [
      operation(["minus"], "Cast", ["narrow"], { 1: "to", 3: 12, 20: 2 }),
      operation(["narrow"], "Cast", ["length"], { 1: "to", 3: INT64, 20: 2 }),
      range("length"),
    ],
    [numbers("minus", -1), ...RANGE],
  ),
  withNodes(
    "a node before the one that makes what it takes",
    NOT_KNOWN,
    () => [zeros("shape"), operation(["big"], "Identity", ["shape"])],
    [big],
  ),
  withNodes("an output that is not looked at", NOT_KNOWN, () => [operation(["one"], "Relu", ["y", "z"])], [one]),
  withNodes(
    "an axis that is not there",
    NOT_KNOWN,
    () => [operation(["one"], "TopK", ["y"], { 1: "axis", 3: 7, 20: 2 })],
    [one],
  ),
  withNodes(
    "as many nodes as may be followed, and the last one unknown",
    NOT_KNOWN,
    () => [
      ...new Array(21_000).fill(operation(["few", "few"], "Mul", ["few"])),
      operation(["few"], "Loop", ["y"]),
    ],
    [numbers("few", ...new Array(16).fill(1))],
  ),
  withGraph("seventeen axes", /absurd shape/, () => inGraph({ 5: [inline(new Array(17).fill(1), new Uint8Array(4))] })),
];

const INTERFACES: Hostile[] = [
  withGraph("no output token", /it does not compute token$/, () => decoder({ 12: [value("probability", ["count"])] })),
  withGraph(
    "an output of another shape",
    /its output token is a single number, and must be 96$/,
    () =>
      decoder({ 1: [operation(["none"], "ConstantOfShape", ["token"])], 5: [{ ...numbers("none"), 1: [0] }], 11: [] }),
  ),
  withGraph(
    "an output of another type",
    /its token has elements of type 1, and must have type 7$/,
    () => decoder({ 12: [value("token", ["count"]), value("probability", ["count"])] }),
  ),
  withGraph(
    "an input that is not sent",
    /it takes secret, which no decoder\.onnx does$/,
    () => decoder({ 11: [value("secret", [1])] }),
  ),
  withGraph(
    "an input of another shape",
    /its input positions is 5, and must be count$/,
    () => decoder({ 11: [value("positions", [5], INT64)] }),
  ),
  withGraph(
    "an input of free length where none is",
    /its input memory is rows x length x width, and must be rows x length x 8$/,
    () => decoder({ 11: [value("memory", [...ROWS, "width"])] }),
  ),
];

/** Graphs that take, give or compute what no codec's graph does: enormous values above all. */
export const HOSTILE_SIZES: readonly Hostile[] = [...SIZES, ...INTERFACES];
