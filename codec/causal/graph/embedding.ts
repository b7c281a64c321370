import { blockFormat } from "../formats.ts";
import { FLOAT32, type Initializers } from "./initializers.ts";
import type { GraphWriter, Value } from "./writer.ts";

/** The rows of a matrix of those indices, as float32: [indices, columns]. */
export function gatherRows(graph: GraphWriter, constants: Initializers, name: string, indices: Value): Value {
  const matrix = constants.layout.matrix(name);
  const { data, scales, minima, rows, columns } = matrix;
  const format = blockFormat(matrix.type);
  if (format === undefined) {
    const gathered = graph.node("Gather", [constants.tensor(data), indices]);
    return matrix.type === "F32" ? gathered : graph.node("Cast", [gathered], { to: FLOAT32 });
  }
  const { bits, block } = format;
  // The same bytes that a product takes, in the shape that this operator takes them.
  const packed = { ...data, name: `${name}.packed`, shape: [rows, columns * bits / 8] };
  const scaled = graph.contributed("GatherBlockQuantized", [
    constants.tensor(packed),
    indices,
    constants.asFloats(scales!),
  ], { bits, block_size: block, gather_axis: 0, quantize_axis: 1 });
  if (minima === undefined) return scaled;
  const offsets = graph.node("Gather", [constants.offsets(matrix), indices]);
  const sum = graph.node("Add", [
    graph.node("Reshape", [scaled, constants.integers(0, columns / block, block)]),
    graph.node("Unsqueeze", [offsets, constants.integers(2)]),
  ]);
  return graph.node("Reshape", [sum, constants.integers(0, columns)]);
}
