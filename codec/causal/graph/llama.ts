import { type Configuration, typeOf } from "../configuration.ts";
import { joinRows, type MatrixShape } from "../layout.ts";
import type { ArchitectureGraph } from "./architecture.ts";
import type { Frame } from "./frame.ts";
import type { Value } from "./writer.ts";

const ATTENTION = ["query", "key", "value"] as const;
const GATES = ["gate", "up"] as const;

/**
 * Llama (Touvron et al., 2023) and Qwen 2 (Yang et al., 2024), which adds biases to queries, keys and values: rotary
 * positions, grouped-query attention, SwiGLU, RMS norm.
 */
export const LLAMA: ArchitectureGraph = {
  typed: [...ATTENTION, "attention_output", ...GATES, "down"],
  shapes: shapesOf,
  build,
};

function shapesOf(configuration: Configuration): MatrixShape[] {
  const { layers, width, heads, key_value_heads, head_size, feed_forward, vocabulary } = configuration;
  const attentionRows = [heads, key_value_heads, key_value_heads].map((count) => count * head_size);
  const matrix = (name: string, rows: number, columns: number, key = name, layer?: number): MatrixShape => ({
    name,
    type: typeOf(configuration, key, layer)!,
    rows,
    columns,
  });
  const vector = (name: string, rows: number): MatrixShape => ({ name, type: "F32", rows, columns: 1 });
  const shapes = [matrix("embedding", vocabulary, width), vector("frequencies", head_size / 2)];
  if (typeOf(configuration, "output") !== undefined) shapes.push(matrix("output", vocabulary, width));
  for (let layer = 0; layer < layers; layer++) {
    const name = (of: string) => `layers.${layer}.${of}`;
    const ofLayer = (of: string, rows: number, columns: number) => matrix(name(of), rows, columns, of, layer);
    const together = (names: readonly string[], rows: readonly number[]): MatrixShape[] => {
      const pieces = names.map((of, i) => ofLayer(of, rows[i]!, width));
      return isJoined(configuration, layer, names) ? [joinRows(name(names.join("_")), pieces)] : pieces;
    };
    shapes.push(vector(name("attention_norm"), width), ...together(ATTENTION, attentionRows));
    if (configuration.architecture === "qwen2") {
      shapes.push(joinRows(name(BIAS), ATTENTION.map((of, i) => vector(name(`${of}.bias`), attentionRows[i]!))));
    }
    shapes.push(
      ofLayer("attention_output", width, heads * head_size),
      vector(name("feed_forward_norm"), width),
      ...together(GATES, [feed_forward, feed_forward]),
      ofLayer("down", width, feed_forward),
    );
  }
  return [...shapes, vector("output_norm", width)];
}

const BIAS = "query_key_value.bias";

/** Matrices that the same activations are multiplied by are one if they have one type, which the runtime does faster. */
function isJoined(configuration: Configuration, layer: number, names: readonly string[]): boolean {
  return new Set(names.map((name) => typeOf(configuration, name, layer))).size === 1;
}

function build(configuration: Configuration, frame: Frame): Uint8Array<ArrayBuffer> {
  const { layers, feed_forward } = configuration;
  const { graph, constants, products } = frame;
  const epsilon = { epsilon: { float: configuration.epsilon } };
  const rotary = rotaryTables(frame, configuration.context);
  const embedded = frame.embed();
  // A token's hidden state is the sum of the two terms, once there are; it is summed where it is normalised.
  let state = embedded;
  let terms: [Value, Value] | undefined;
  const normalise = (name: string): Value => {
    const scale = constants.vector(name);
    if (terms === undefined) return graph.node("SimplifiedLayerNormalization", [state, scale], epsilon);
    const [normal, sum] = [graph.name(), graph.name()];
    state = sum;
    return graph.contributed("SkipSimplifiedLayerNormalization", [...terms, scale], epsilon, [normal, "", "", sum]);
  };
  for (let layer = 0; layer < layers; layer++) {
    const name = (of: string) => `layers.${layer}.${of}`;
    const normal = normalise(name("attention_norm"));
    const bias = configuration.architecture === "qwen2" ? constants.vector(name(BIAS)) : undefined;
    let packed: Value;
    if (isJoined(configuration, layer, ATTENTION)) {
      packed = products.multiply(normal, name(ATTENTION.join("_")), bias);
    } else {
      packed = graph.node("Concat", ATTENTION.map((of) => products.multiply(normal, name(of))), { axis: 1 });
      if (bias !== undefined) packed = graph.node("Add", [packed, bias]);
    }
    const attended = frame.attend(layer, packed, rotary);
    terms = products.multiplyAdding(attended, name("attention_output"), state);
    const inner = normalise(name("feed_forward_norm"));
    let gates = [graph.name(), graph.name()];
    if (isJoined(configuration, layer, GATES)) {
      const both = products.multiply(inner, name(GATES.join("_")));
      graph.several("Split", [both, constants.integers(feed_forward, feed_forward)], { axis: 1 }, gates);
    } else {
      gates = GATES.map((of) => products.multiply(inner, name(of)));
    }
    // x * sigmoid(x), which the runtime has as a GELU with another factor.
    const open = graph.contributed("QuickGelu", [gates[0]!], { alpha: { float: 1 } });
    terms = products.multiplyAdding(graph.node("Mul", [open, gates[1]!]), name("down"), state);
  }
  terms = [frame.scored(terms![0]), frame.scored(terms![1])];
  return frame.finish(normalise("output_norm"));
}

/** The cosines and sines of all places' angles, which the runtime computes once, when it loads the graph. */
function rotaryTables({ graph, constants }: Frame, context: number): Value[] {
  const places = graph.node("Range", [0, context, 1].map((number) => constants.number(number)));
  const column = graph.node("Unsqueeze", [places, constants.integers(1)]);
  const angles = graph.node("Mul", [column, constants.vector("frequencies")]);
  return ["Cos", "Sin"].map((operator) => graph.node(operator, [angles]));
}
