import { WEIGHTS } from "../../runtime/session.ts";
import { FOR_FINE_TUNING, type LearnedManifest } from "../folder/learned_manifest.ts";
import { allow } from "./allowed.ts";
import { CannotFollow } from "./cannot_follow.ts";
import { FLOAT32, type Graph, INT64, type ValueInfo } from "./onnx.ts";
import { countElements, followShapes } from "./shapes.ts";

/** Inputs and outputs of each graph that sending text runs (models/recipe/export.py). */
const INTERFACES: Readonly<Record<string, { readonly takes: readonly string[]; readonly gives: readonly string[] }>> = {
  "encoder.onnx": { takes: ["ids", "mask", "coordinates", "snr_db", "bit"], gives: ["features"] },
  "adapter_tx.onnx": { takes: ["features", "coordinates", "bit"], gives: ["x"] },
  "adapter_rx.onnx": { takes: ["y", "snr", "mask", "bit"], gives: ["memory", "evidence", "guess"] },
  "decoder.onnx": {
    takes: ["memory", "evidence", "previous", "mask", "positions"],
    gives: ["token", "probability"],
  },
};

/** The axes of the values that graphs take or give, but for parameters, whose axes are all fixed. */
const AXES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "rows": "snr_db bit",
    "rows length": "ids previous mask coordinates guess",
    "rows length features": "features memory",
    "rows length coordinates": "x y snr noise",
    "rows length evidence": "evidence",
    "count": "positions token probability parameter gradient first second",
  }).flatMap(([axes, names]) => names.split(" ").map((name) => [name, axes.split(" ")] as const)),
);

/** The axes of a value; those of free length have a name. */
function axesOf(name: string, { d, max_uses }: LearnedManifest): (string | number)[] | undefined {
  const fixed = { features: d, coordinates: 2 * max_uses, evidence: d + 2 * max_uses } as Record<string, number>;
  return AXES.get(name)?.map((axis) => fixed[axis] ?? axis);
}

/** The values whose elements are whole numbers. */
const INTEGERS = ["ids", "previous", "guess", "token", "positions"];

/**
 * All values of a graph together, for one batch, may have this many elements, and {@linkcode PER_WEIGHT_BYTE} more for
 * each byte of weights.bin: 1 GiB of float32 in a small codec. bart-mini's largest graph has a quarter of what it may.
 */
const MAX_ELEMENTS = 2 ** 28;
const PER_WEIGHT_BYTE = 8;

/** The least tokens that a codec's longest segment may have (manifest.ts), in as many rows as a batch may have. */
const MANY_ROWS = { rows: 64, length: 4, count: 256 };

/**
 * The fault in a graph's inputs, outputs, operators and the values between them, or undefined. The length of every value
 * must follow from those of the inputs and from whole numbers in the file, so that nothing enormous is met when the graph is
 * loaded or run. What is not told beforehand: what an operator needs besides its outputs, and how long it takes. The first
 * run in a process of its own is for that (codec/trial).
 * @param name The file's name.
 */
export function interfaceProblem(name: string, graph: Graph, manifest: LearnedManifest): string | undefined {
  const { takes, gives } = INTERFACES[name] ?? {};
  for (const input of graph.inputs) {
    if (takes?.includes(input.name) === false) return `it takes ${input.name}, which no ${name} does`;
    const problem = inputProblem(input, manifest);
    if (problem !== undefined) return problem;
  }
  const longest = { rows: 1, length: manifest.max_tokens, count: manifest.max_tokens };
  for (const lengths of [longest, MANY_ROWS] as const) {
    const problem = sizeProblem(name, graph, lengths, gives ?? [], manifest);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Lengths = Readonly<Record<string, number>>;

/** Free axes may have any names, of which nothing is believed. */
function inputProblem({ name, type, shape }: ValueInfo, manifest: LearnedManifest): string | undefined {
  const expected = axesOf(name, manifest) ?? shape.filter((axis) => typeof axis === "number");
  const fits = shape.length === expected.length &&
    shape.every((axis, i) => axis === expected[i] || typeof axis === "string" && typeof expected[i] === "string");
  if (!fits) return `its input ${name} is ${formatShape(shape)}, and must be ${formatShape(expected)}`;
  return typeProblem(name, type);
}

function typeProblem(name: string, type: number): string | undefined {
  const expected = INTEGERS.includes(name) ? INT64 : FLOAT32;
  return type === expected ? undefined : `its ${name} has elements of type ${type}, and must have type ${expected}`;
}

function sizeProblem(
  file: string,
  graph: Graph,
  lengths: Lengths,
  gives: readonly string[],
  manifest: LearnedManifest,
): string | undefined {
  const max = MAX_ELEMENTS + PER_WEIGHT_BYTE * manifest.files[WEIGHTS]!.bytes;
  const use = FOR_FINE_TUNING.includes(file) ? "tuning" : "sending";
  const steps = followShapes(
    graph,
    ({ name, shape }) => toNumbers(axesOf(name, manifest) ?? shape, lengths),
    (node, inputs) => allow(use, node, inputs),
  );
  const shapes = new Map<string, readonly number[]>();
  let sum = 0;
  try {
    for (const { node, outputs } of steps) {
      node.outputs.forEach((name, i) => shapes.set(name, outputs[i]!.shape));
      sum += outputs.reduce((sum, { shape }) => sum + countElements(shape), 0);
      if (!(sum <= max)) return `its values have more than ${max} elements together, from ${node.operator} on`;
    }
  } catch (error) {
    if (error instanceof CannotFollow) return error.message;
    throw error;
  }
  for (const name of gives) {
    const output = graph.outputs.find((value) => value.name === name);
    const shape = shapes.get(name);
    if (output === undefined || shape === undefined) return `it does not compute ${name}`;
    const expected = toNumbers(axesOf(name, manifest)!, lengths);
    if (shape.join() !== expected.join()) {
      return `its output ${name} is ${formatShape(shape)}, and must be ${formatShape(expected)}`;
    }
    const problem = typeProblem(name, output.type);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function toNumbers(shape: readonly (number | string)[], lengths: Lengths): number[] {
  return shape.map((axis) => typeof axis === "number" ? axis : lengths[axis]!);
}

function formatShape(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? "a single number" : shape.join(" x ");
}
