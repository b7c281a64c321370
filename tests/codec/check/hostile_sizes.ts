import {
  decoder,
  DECODING,
  DECODING_INPUTS,
  DECODING_NUMBERS,
  external,
  type Hostile,
  inGraph,
  inline,
  INT64,
  matrix,
  numbers,
  operation,
  ROWS,
  setting,
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
    () =>
      decoder({
        1: [...DECODING, ...nodes()],
        5: [...DECODING_NUMBERS, ...initializers],
        11: [...DECODING_INPUTS, ...inputs],
      }),
  );
}

const TOO_MANY = /its values have more than 268443648 elements together, from \w+ on$/;
const NOT_KNOWN = /the operator \w+ makes of its inputs is not known beforehand$/;

/** A float32 number, a whole number, and whole numbers of an axis of one. */
const number: Fields = { ...inline([], new Uint8Array(4)), 8: "number" };
const whole = (name: string, value: number | bigint): Fields => ({ ...numbers(name, value), 1: [] });
const big = numbers("big", 2 ** 17, 2 ** 17);
const one = matrix("one", 1, 1);
const previous = value("previous", ROWS, INT64);
const stretch = (shape: string, to = "y") => operation(["number", shape], "Expand", [to]);
const range = (to: string) => operation(["zero", to, "step"], "Range", ["y"]);
const RANGE = [whole("zero", 0), whole("step", 1)];
const length = (start: number, to: string) =>
  operation(["previous"], "Shape", [to], setting("start", start), setting("end", start + 1));
const END = [numbers("start", 0), numbers("end", 1)];
const slice = (of: string, to: string, ...more: string[]) => operation([of, "start", "end", ...more], "Slice", [to]);

const SIZES: Hostile[] = [
  withNodes("something stretched", TOO_MANY, () => [stretch("big")], [number, big]),
  withNodes(
    "a thousand values that are enormous together",
    TOO_MANY,
    () => Array.from({ length: 1000 }, (_, i) => stretch("many", `much ${i}`)),
    [number, numbers("many", 2 ** 10, 2 ** 9)],
  ),
  withNodes("a range without end", TOO_MANY, () => [range("to")], [...RANGE, whole("to", 2 ** 30)]),
  withNodes(
    "padding",
    TOO_MANY,
    () => [operation(["cube", "pads"], "Pad", ["y"], setting("mode", "constant"))],
    [{ ...inline([1, 1, 1], new Uint8Array(4)), 8: "cube" }, numbers("pads", 0, 0, 0, 2 ** 12, 2 ** 12, 2 ** 12)],
  ),
  withNodes(
    "the product of a column and a row",
    TOO_MANY,
    () => [stretch("tall", "column"), stretch("wide", "row"), operation(["column", "row"], "MatMul", ["y"])],
    [number, numbers("tall", 2 ** 17, 1), numbers("wide", 1, 2 ** 17)],
  ),
  withNodes(
    "the eighth power of the length of a message",
    TOO_MANY,
    () => [
      length(1, "length"),
      operation(new Array(4).fill("length"), "Concat", ["fourth"], setting("axis", 0)),
      operation(["fourth", "fourth"], "Concat", ["eighth"], setting("axis", 0)),
      stretch("eighth"),
    ],
    [number],
    [previous],
  ),
  withNodes(
    "the eighth power of the messages of a batch",
    TOO_MANY,
    () => [
      operation(["previous"], "Shape", ["rows"], setting("start", 0), setting("end", 1)),
      operation(new Array(4).fill("rows"), "Concat", ["fourth"], setting("axis", 0)),
      operation(["fourth", "fourth"], "Concat", ["eighth"], setting("axis", 0)),
      stretch("eighth"),
    ],
    [number],
    [previous],
  ),
  withNodes("a shape that lies in weights.bin", NOT_KNOWN, () => [stretch("weight")], [
    number,
    external({ length: "16" }, { 1: [2], 2: INT64 }),
  ]),
  withNodes("a length that a message decides", NOT_KNOWN, () => [stretch("positions")], [number]),
  withNodes("a length of more than 32 bits", NOT_KNOWN, () => [range("to")], [...RANGE, whole("to", 2n ** 40n)]),
  withNodes(
    "a node before the one that makes what it takes",
    NOT_KNOWN,
    () => [stretch("shape"), slice("big", "shape")],
    [number, big, ...END],
  ),
  withNodes("an axis that is not there", NOT_KNOWN, () => [slice("one", "y", "axis", "step")], [
    one,
    ...END,
    numbers("axis", 7),
    numbers("step", 1),
  ]),
  withNodes(
    "as many nodes as may be followed, and the last one unknown",
    /uses the operator "Loop", which/,
    () => [
      ...Array.from({ length: 9_000 }, (_, i) => operation(["few", "few"], "Concat", [`${i}`], setting("axis", 0))),
      operation(["few"], "Loop", ["y"]),
    ],
    [numbers("few", ...new Array(16).fill(1))],
  ),
  withGraph("seventeen axes", /absurd shape/, () => inGraph({ 5: [inline(new Array(17).fill(1), new Uint8Array(4))] })),
];

const flat = { ...inline([4], new Uint8Array(16)), 8: "flat numbers" };
const cube = { ...inline([1, 1, 1], new Uint8Array(4)), 8: "cube" };
const truths: Fields = { 1: [4], 2: 9, 8: "truths", 9: new Uint8Array(4) };
const wholes = numbers("wholes", 1, 1, 1, 1);
const UNHEARD_OF = /uses the operator "\w+"( of "com\.microsoft")?, which no codec has for sending$/;
const OTHERWISE = /uses the operator \w+ as no codec does for sending: /;

/** Operators that no codec has. Those before the last two took gigabytes or crashed the runtime while they were allowed. */
const UNKNOWN: Hostile[] = [
  "ConstantOfShape Tile Hardmax OneHot Resize Attention Einsum EyeLike RandomNormal RandomUniformLike Multinomial Loop Scan",
  "NonZero Compress Unique Constant Upsample GridSample Col2Im StringNormalizer Optional constructor __proto__",
].flatMap((names) => names.split(" ")).map((operator) =>
  withNodes(`the operator ${operator}`, UNHEARD_OF, () => [operation(["one", "big"], operator, ["y"])], [one, big])
);

/** Operators that codecs have, in forms that the runtime takes and no codec has: most crashed it, or took what they wanted. */
const FORMS: Hostile[] = [
  withNodes("the runtime's own operator of an ordinary name", UNHEARD_OF, () => [
    { ...operation(["one", "one"], "MatMul", ["y"]), 7: "com.microsoft" },
  ], [one]),
  withNodes("an optional input left out", OTHERWISE, () => [operation(["cube", "", ""], "Clip", ["y"])], [cube]),
  withNodes("an input too many", OTHERWISE, () => [operation(["one", "one", "one"], "MatMul", ["y"])], [one]),
  withNodes("an output too many", OTHERWISE, () => [operation(["cube"], "Tanh", ["y", "z"])], [cube]),
  withNodes("GatherND with dimensions of a batch", OTHERWISE, () => [
    operation(["one", "one"], "GatherND", ["y"], setting("batch_dims", 1)),
  ], [one]),
  withNodes("Split into nothing", OTHERWISE, () => [
    operation(["cube"], "Split", ["y"], setting("axis", 2), setting("num_outputs", 0)),
  ], [cube]),
  withNodes("whole numbers divided: the least by -1", OTHERWISE, () => [operation(["least", "minus"], "Div", ["y"])], [
    numbers("least", -(2n ** 63n)),
    numbers("minus", -1),
  ]),
  withNodes("numbers of four bits", OTHERWISE, () => [operation(["one"], "Cast", ["y"], setting("to", 22))], [one]),
  withNodes("text of numbers", OTHERWISE, () => [operation(["one"], "Cast", ["y"], setting("to", 8))], [one]),
  withNodes("a comparison that stretches", OTHERWISE, () => [operation(["wholes", "tall"], "Equal", ["y"])], [
    wholes,
    { ...numbers("tall", 1, 1), 1: [2, 1] },
  ]),
  withNodes(
    "a choice that stretches",
    OTHERWISE,
    () => [operation(["truths", "one", "flat numbers"], "Where", ["y"])],
    [
      truths,
      one,
      flat,
    ],
  ),
  withNodes("a sum that keeps its axes", OTHERWISE, () => [
    operation(["one", "places"], "ReduceSum", ["y"], setting("keepdims", 2), setting("noop_with_empty_axes", 0)),
  ], [one, numbers("places", 0)]),
  withNodes("axes as a setting as well", OTHERWISE, () => [
    operation(["wholes"], "Squeeze", ["y"], setting("axes", [0])),
  ], [wholes]),
  withNodes("padding of a convolution", OTHERWISE, () => [
    operation(
      ["cube", "cube", "flat numbers"],
      "Conv",
      ["y"],
      setting("auto_pad", "NOTSET"),
      setting("dilations", [1]),
      setting("group", 1),
      setting("kernel_shape", [5]),
      setting("pads", [2 ** 30, 2]),
      setting("strides", [1]),
    ),
  ], [cube, flat]),
  withNodes("a setting that is unheard of", OTHERWISE, () => [
    operation(["cube"], "Tanh", ["y"], setting("alpha", 1)),
  ], [cube]),
  withNodes("a setting twice", /a node has the attribute axis twice$/, () => [
    operation(["big", "big"], "Concat", ["y"], setting("axis", 0), setting("axis", 1)),
  ], [big]),
  withNodes("a setting of two values", /attribute axis of type 2 has another value, or several$/, () => [
    operation(["big", "big"], "Concat", ["y"], { 1: "axis", 3: 0, 8: [1], 20: 2 }),
  ], [big]),
  withNodes("a setting of another type than it says", /attribute axis of type 7 has another value, or several$/, () => [
    operation(["big", "big"], "Concat", ["y"], { 1: "axis", 3: 0, 20: 7 }),
  ], [big]),
  withNodes("a constant twice", /its value "one" is made twice$/, () => [], [one, one]),
  withNodes("a constant in place of what is computed", /its value "token" is made twice$/, () => [], [
    numbers("token", 1),
  ]),
  withNodes("a constant in place of an input", /its value "positions" is made twice$/, () => [], [
    numbers("positions", 1),
  ]),
  withNodes("an output without a name", /its value "" is made twice$/, () => [operation(["cube"], "Tanh", [""])], [
    cube,
  ]),
  withGraph(
    "words on the shapes of values",
    /says of values within it what shape they have/,
    () => inGraph({ 13: [value("y", [1])] }),
  ),
];

const INTERFACES: Hostile[] = [
  withGraph("no output token", /it does not compute token$/, () => decoder({ 12: [value("probability", ["count"])] })),
  withGraph(
    "an output of another shape",
    /its output token is 1 x 96, and must be 96$/,
    () =>
      decoder({
        1: [...DECODING.slice(0, 1), operation(["positions", "flat"], "Reshape", ["token"], setting("allowzero", 0))],
        5: [numbers("flat", 1, -1)],
      }),
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
export const HOSTILE_SIZES: readonly Hostile[] = [...SIZES, ...UNKNOWN, ...FORMS, ...INTERFACES];
