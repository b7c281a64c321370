import { WEIGHTS } from "../../runtime/session.ts";
import { RefusedError } from "../../errors.ts";
import { OPSET } from "./allowed.ts";
import { interfaceProblem } from "./graph_interface.ts";
import type { LearnedManifest } from "../folder/learned_manifest.ts";
import { type Graph, type Model, readModel, type StoredTensor, type ValueInfo } from "./onnx.ts";
import { MalformedMessage } from "./protobuf.ts";
import { MAX_AXES } from "./shapes.ts";

/** No axis is longer, and no tensor has more elements. */
const MAX_ELEMENTS = 2 ** 31 - 1;

/**
 * Checks one graph of a codec folder before the runtime sees it: it must be a well-formed ONNX file whose operators all are
 * of forms that the recipe writes ({@linkcode allow}), whose tensors have as much data as their shapes say, and whose
 * external data lies within `weights.bin`. What it takes, gives and computes in between must be of sizes that are known
 * beforehand and not enormous.
 * @param name The file's name.
 * @param bytes The file.
 * @throws {RefusedError}
 */
export function checkGraph(name: string, bytes: Uint8Array, manifest: LearnedManifest): void {
  const problem = findProblem(name, bytes, manifest);
  if (problem !== undefined) throw new RefusedError(`Cannot use ${name}: ${problem}`);
}

function findProblem(name: string, bytes: Uint8Array, manifest: LearnedManifest): string | undefined {
  try {
    const { opsets, graph } = readModel(bytes);
    return opsetProblem(opsets) ?? graphProblem(graph, manifest.files[WEIGHTS]!.bytes) ??
      interfaceProblem(name, graph, manifest);
  } catch (error) {
    if (error instanceof MalformedMessage) return `it is no ONNX model for semcom: ${error.message}`;
    throw error;
  }
}

function opsetProblem(opsets: Model["opsets"]): string | undefined {
  const [only, ...others] = opsets;
  if (only?.domain === "" && only.version === OPSET && others.length === 0) return undefined;
  const shown = opsets.map(({ domain, version }) => `${JSON.stringify(domain)} ${version}`).join(", ");
  return `it uses the operator sets ${shown || "of none"}, and only ${OPSET} of ONNX itself is allowed`;
}

function graphProblem({ initializers, inputs, outputs, values }: Graph, weightsBytes: number): string | undefined {
  if (values.length > 0) return "it says of values within it what shape they have, and no codec does";
  return initializers.map((tensor) => tensorProblem(tensor, weightsBytes)).find(Boolean) ??
    [...inputs, ...outputs].map(valueProblem).find(Boolean);
}

function tensorProblem(
  { name, shape, elementBytes, bytes, external }: StoredTensor,
  weightsBytes: number,
): string | undefined {
  if (isAbsurd(shape)) return `its tensor ${name} has the absurd shape ${shape.join(" x ")}`;
  const needed = shape.reduce((product, axis) => product * axis, elementBytes);
  if (external === undefined) {
    return bytes === needed ? undefined : `its tensor ${name} has ${bytes} bytes of data, and its shape says ${needed}`;
  }
  if (bytes > 0) return `its tensor ${name} has data both inside and outside the file`;
  const { location, offset = "0", length, ...others } = Object.fromEntries(external);
  const other = Object.keys(others)[0];
  if (other !== undefined) return `its tensor ${name} has external data with the unknown key ${other}`;
  if (location !== WEIGHTS) {
    return `its tensor ${name} has external data in ${JSON.stringify(location ?? "")}, and only ${WEIGHTS} is allowed`;
  }
  const [from, size] = [offset, length ?? `${needed}`].map((text) => /^\d{1,15}$/.test(text) ? Number(text) : NaN);
  if (size !== needed) return `its tensor ${name} has ${length} bytes of external data, and its shape says ${needed}`;
  return from! + needed <= weightsBytes
    ? undefined
    : `its tensor ${name} lies outside ${WEIGHTS}: ${needed} bytes at ${offset} of ${weightsBytes}`;
}

function valueProblem({ name, shape }: ValueInfo): string | undefined {
  return isAbsurd(shape.filter((axis) => typeof axis === "number"))
    ? `its value ${name} has the absurd shape ${shape.join(" x ")}`
    : undefined;
}

function isAbsurd(shape: readonly number[]): boolean {
  return shape.length > MAX_AXES || shape.some((axis) => axis < 0 || axis > MAX_ELEMENTS) ||
    shape.reduce((product, axis) => product * axis, 1) > MAX_ELEMENTS;
}
