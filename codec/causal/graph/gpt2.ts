import { type Configuration, typeOf } from "../configuration.ts";
import type { MatrixShape } from "../layout.ts";
import type { ArchitectureGraph } from "./architecture.ts";
import type { Frame } from "./frame.ts";
import type { Value } from "./writer.ts";

/** GPT-2 (Radford et al., 2019): learnt positions, layer norm before each part of a block, GELU by tanh, biases everywhere. */
export const GPT2: ArchitectureGraph = {
  typed: ["query_key_value", "attention_output", "up", "down"],
  shapes: shapesOf,
  build,
};

function shapesOf(configuration: Configuration): MatrixShape[] {
  const { layers, width, feed_forward, vocabulary, context } = configuration;
  const vectors = (name: string, rows: number, ...of: string[]): MatrixShape[] =>
    of.map((suffix) => ({ name: `${name}${suffix}`, type: "F32", rows, columns: 1 }));
  const shapes: MatrixShape[] = [
    { name: "embedding", type: typeOf(configuration, "embedding")!, rows: vocabulary, columns: width },
    { name: "position", type: "F32", rows: context, columns: width },
  ];
  const output = typeOf(configuration, "output");
  if (output !== undefined) shapes.push({ name: "output", type: output, rows: vocabulary, columns: width });
  for (let layer = 0; layer < layers; layer++) {
    const linear = (of: string, rows: number, columns: number): MatrixShape[] => {
      const name = `layers.${layer}.${of}`;
      return [{ name, type: typeOf(configuration, of, layer)!, rows, columns }, ...vectors(name, rows, ".bias")];
    };
    shapes.push(
      ...vectors(`layers.${layer}.attention_norm`, width, "", ".bias"),
      ...linear("query_key_value", 3 * width, width),
      ...linear("attention_output", width, width),
      ...vectors(`layers.${layer}.feed_forward_norm`, width, "", ".bias"),
      ...linear("up", feed_forward, width),
      ...linear("down", width, feed_forward),
    );
  }
  return [...shapes, ...vectors("output_norm", width, "", ".bias")];
}

function build(configuration: Configuration, frame: Frame): Uint8Array<ArrayBuffer> {
  const { layers, width } = configuration;
  const { graph, constants, products } = frame;
  const epsilon = { epsilon: { float: configuration.epsilon } };
  const positions = graph.node("Gather", [constants.floats("position"), frame.places()]);
  const embedded = graph.node("Add", [frame.inRows(frame.embed(), width), positions]);
  // A token's hidden state is the sum of the three terms, once there are; it is summed where it is normalised.
  let state = frame.inPlaces(embedded, width);
  let terms: [Value, Value, Value] | undefined;
  const normalise = (name: string): Value => {
    const scale = [constants.vector(name), constants.vector(`${name}.bias`)];
    if (terms === undefined) return graph.node("LayerNormalization", [state, ...scale], epsilon);
    const [normal, sum] = [graph.name(), graph.name()];
    state = sum;
    const inputs = [terms[0], terms[1], ...scale, terms[2]];
    return graph.contributed("SkipLayerNormalization", inputs, epsilon, [normal, "", "", sum]);
  };
  for (let layer = 0; layer < layers; layer++) {
    const name = (of: string) => `layers.${layer}.${of}`;
    const multiply = (x: Value, of: string) => products.multiply(x, name(of), constants.vector(name(`${of}.bias`)));
    const multiplyAdding = (x: Value, of: string): [Value, Value, Value] => [
      ...products.multiplyAdding(x, name(of), state),
      constants.vector(name(`${of}.bias`)),
    ];
    const attended = frame.attend(layer, multiply(normalise(name("attention_norm")), "query_key_value"));
    terms = multiplyAdding(attended, "attention_output");
    const open = graph.contributed("FastGelu", [multiply(normalise(name("feed_forward_norm")), "up")]);
    terms = multiplyAdding(open, "down");
  }
  terms = [frame.scored(terms![0]), frame.scored(terms![1]), terms![2]];
  return frame.finish(normalise("output_norm"));
}
