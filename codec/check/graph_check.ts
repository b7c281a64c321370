import { WEIGHTS } from "../../runtime/session.ts";
import { RefusedError } from "../../errors.ts";
import { interfaceProblem } from "./graph_interface.ts";
import type { LearnedManifest } from "../folder/learned_manifest.ts";
import { type Graph, readModel, type StoredTensor, type ValueInfo } from "./onnx.ts";
import { MalformedMessage } from "./protobuf.ts";
import { MAX_AXES } from "./shapes.ts";

/** The operators that a codec may use: ONNX's own and the contributed ones of ONNX Runtime, which come with it. */
const DOMAINS = ["", "ai.onnx", "com.microsoft"];

/** No axis is longer, and no tensor has more elements. */
const MAX_ELEMENTS = 2 ** 31 - 1;

/**
 * Checks one graph of a codec folder before the runtime sees it: it must be a well-formed ONNX file whose operators are
 * ordinary ones, whose tensors have as much data as their shapes say, and whose external data lies within `weights.bin`;
 * the same goes for graphs within it. What it takes, gives and computes in between must be of sizes that are known
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
    const { domains, graph } = readModel(bytes);
    return domains.map(domainProblem).find(Boolean) ?? graphProblem(graph, manifest.files[WEIGHTS]!.bytes) ??
      interfaceProblem(name, graph, manifest);
  } catch (error) {
    if (error instanceof MalformedMessage) return `it is no ONNX model for semcom: ${error.message}`;
    throw error;
  }
}

function graphProblem(graph: Graph, weightsBytes: number): string | undefined {
  for (const tensor of graph.initializers) {
    const problem = tensorProblem(tensor, weightsBytes);
    if (problem !== undefined) return problem;
  }
  for (const value of [...graph.inputs, ...graph.outputs, ...graph.values]) {
    const problem = valueProblem(value);
    if (problem !== undefined) return problem;
  }
  for (const { domain, attributes } of graph.nodes) {
    const problem = domainProblem(domain);
    if (problem !== undefined) return problem;
    for (const { tensors, graphs } of attributes.values()) {
      const inside = tensors.map((tensor) => tensorProblem(tensor, weightsBytes)).find(Boolean) ??
        graphs.map((inner) => graphProblem(inner, weightsBytes)).find(Boolean);
      if (inside !== undefined) return inside;
    }
  }
  return undefined;
}

function domainProblem(domain: string): string | undefined {
  return DOMAINS.includes(domain)
    ? undefined
    : `it uses operators of ${JSON.stringify(domain)}, and only those of ai.onnx and com.microsoft are allowed`;
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
