import type { Configuration } from "./configuration.ts";
import { architectureGraph } from "./graph/architecture.ts";
import { Layout } from "./layout.ts";

/** The one graph of a causal codec: it reads texts, scores them, and takes steps with a cache. */
export const GRAPH = "model.onnx";

/** Where the weights of a model of that configuration lie. */
export function layOut(configuration: Configuration): Layout {
  return new Layout(architectureGraph(configuration.architecture).shapes(configuration));
}

/**
 * The graphs of a model, by the names of their files. They are a function of its configuration alone, to the byte: a
 * stranger's codec is known by that.
 */
export function buildGraphs(
  configuration: Configuration,
  layout = layOut(configuration),
): Map<string, Uint8Array<ArrayBuffer>> {
  return new Map([[GRAPH, architectureGraph(configuration.architecture).build(configuration, layout)]]);
}
