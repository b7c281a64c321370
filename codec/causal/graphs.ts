import { adaptersOf, type Configuration } from "./configuration.ts";
import { blockFormat } from "./formats.ts";
import { architectureGraph } from "./graph/architecture.ts";
import { Frame, OUTPUT_BIAS } from "./graph/frame.ts";
import type { Precision } from "./graph/products.ts";
import { Layout } from "./layout.ts";
import { adapterShapes } from "./low_rank.ts";

/** The graph of a causal codec: it reads texts, scores them, and takes steps with a cache. */
export const GRAPH = "model.onnx";

/**
 * The same for few tokens at once, in which all products with blocks split activations: for one to six tokens that takes
 * half to nine tenths of the time. A model has it if its products take activations as float32.
 */
export const NARROW_GRAPH = "narrow.onnx";

/** Up to how many tokens the narrow graph is the faster one. */
export const MAX_NARROW = 6;

/** Where the weights of a model of that configuration lie. */
export function layOut(configuration: Configuration): Layout {
  const { architecture, vocabulary, output_bias } = configuration;
  const shapes = architectureGraph(architecture).shapes(configuration);
  if (output_bias) shapes.push({ name: OUTPUT_BIAS, type: "F32", rows: vocabulary, columns: 1 });
  return new Layout(
    shapes,
    ...adaptersOf(configuration).map((adapter, index) => adapterShapes(adapter, shapes, index)),
  );
}

/**
 * The graphs of a model, by the names of their files. They are a function of its configuration alone, to the byte: a
 * stranger's codec is known by that.
 */
export function buildGraphs(
  configuration: Configuration,
  layout = layOut(configuration),
): Map<string, Uint8Array<ArrayBuffer>> {
  const build = (precisionOf: (bits: 4 | 8) => Precision) => {
    const { architecture } = configuration;
    return architectureGraph(architecture).build(configuration, new Frame(configuration, layout, precisionOf));
  };
  if (configuration.activations === "I8") return new Map([[GRAPH, build(() => "rounded")]]);
  // The runtime has nothing fast for float32 and codes of 8 bits.
  const graphs = new Map([[GRAPH, build((bits) => bits === 4 ? "float" : "split")]]);
  if (graphNames(configuration).includes(NARROW_GRAPH)) graphs.set(NARROW_GRAPH, build(() => "split"));
  return graphs;
}

/** The names of the graphs that a model of that configuration has. */
export function graphNames({ activations, types }: Configuration): string[] {
  const hasNibbles = Object.values(types).flat().some((type) => blockFormat(type)?.bits === 4);
  return activations === "F32" && hasNibbles ? [GRAPH, NARROW_GRAPH] : [GRAPH];
}
