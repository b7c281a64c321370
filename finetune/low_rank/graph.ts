import { adaptersOf, type Configuration, type LowRankAdapter, typeOf } from "../../codec/causal/configuration.ts";
import { blockFormat } from "../../codec/causal/formats.ts";
import { gatherRows } from "../../codec/causal/graph/embedding.ts";
import { OUTPUT_BIAS } from "../../codec/causal/graph/frame.ts";
import { Initializers } from "../../codec/causal/graph/initializers.ts";
import { GraphWriter, type Value } from "../../codec/causal/graph/writer.ts";
import { layOut } from "../../codec/causal/graphs.ts";
import type { Layout } from "../../codec/causal/layout.ts";
import { loraA, loraB } from "../../codec/causal/low_rank.ts";
import type { Parameter } from "./parameters.ts";
import { Tape } from "./tape.ts";

/** What no token may look at is this much less likely, in nats: nothing is left of it in float32. */
const UNSEEN = -1e9;

/**
 * Builds the graph of a training step: the loss of a batch, and the gradient of each parameter of a low-rank adapter beside
 * a model whose weights, and whose own adapters if it has any, stay as they are.
 *
 * Inputs: `ids` [rows, tokens], int64; `next` [rows * tokens], the token after each, int64; `weights` [rows * tokens], the
 * part that each has in the loss; and the parameters, `trained.NAME`. Outputs: `loss`, the weighted sum of the surprisals of `next` in nats,
 * and `gradient.NAME` of each parameter.
 */
export function buildTrainingGraph(
  configuration: Configuration,
  adapter: LowRankAdapter,
  parameters: readonly Parameter[],
): Uint8Array<ArrayBuffer> {
  const graph = new GraphWriter(`${configuration.architecture} training`);
  const layout = layOut(configuration);
  const constants = new Initializers(graph, layout, adaptersOf(configuration));
  const tape = new Tape(graph, constants);
  const inputs = parameters.map(({ name, shape }) => tape.parameter(trained(name), shape));
  const hidden = new Model(configuration, adapter, layout, graph, constants, tape, new Set(inputs));
  const loss = hidden.loss();
  graph.node("Identity", [loss], {}, "loss");
  graph.output("loss", "F32", []);
  tape.differentiate(loss, inputs).forEach((gradient, i) => {
    const { name, shape } = parameters[i]!;
    graph.node("Identity", [gradient], {}, `gradient.${name}`);
    graph.output(`gradient.${name}`, "F32", shape);
  });
  return graph.finish();
}

/** The input of a parameter: a model's own first adapter has matrices of the same names. */
export function trained(name: string): Value {
  return `trained.${name}`;
}

/** A model's way from tokens to its loss, on a tape. Activations are [rows * tokens, numbers of each]. */
class Model {
  readonly #ids: Value;
  /** [2]: rows, and tokens of each; and [1]: the tokens alone. */
  readonly #shape: Value;
  readonly #tokens: Value;
  readonly #names: ReadonlySet<string>;

  constructor(
    private readonly configuration: Configuration,
    private readonly adapter: LowRankAdapter,
    layout: Layout,
    private readonly graph: GraphWriter,
    private readonly constants: Initializers,
    private readonly tape: Tape,
    /** The inputs that are parameters. */
    private readonly parameters: ReadonlySet<string>,
  ) {
    this.#names = new Set(layout.matrices.map(({ name }) => name));
    this.#ids = graph.input("ids", "I64", ["rows", "tokens"]);
    this.#shape = graph.node("Shape", [this.#ids]);
    this.#tokens = graph.node("Gather", [this.#shape, constants.integers(1)]);
  }

  loss(): Value {
    const { configuration, graph, constants, tape } = this;
    const next = graph.input("next", "I64", ["places"]);
    const weights = graph.input("weights", "F32", ["places"]);
    const hidden = configuration.architecture === "gpt2" ? this.#gpt2() : this.#llama();
    const output = typeOf(configuration, "output") === undefined ? "embedding" : "output";
    const bias = configuration.output_bias ? constants.vector(OUTPUT_BIAS) : undefined;
    return tape.crossEntropy(hidden, this.#fixed(output), bias, next, weights);
  }

  /** The same as codec/causal/graph/llama.ts, of whole texts. */
  #llama(): Value {
    const { tape, constants } = this;
    const { layers, heads, key_value_heads, head_size, feed_forward, epsilon } = this.configuration;
    const rows = [heads, key_value_heads, key_value_heads].map((count) => count * head_size);
    const [cosines, sines] = this.#angles();
    const mask = this.#mask();
    const norm = (x: Value, name: string) => tape.rmsNorm(x, constants.vector(name), epsilon);
    let state = this.#embed();
    for (let layer = 0; layer < layers; layer++) {
      const name = (of: string) => `layers.${layer}.${of}`;
      let parts = this.#project(norm(state, name("attention_norm")), layer, ["query", "key", "value"], rows);
      if (this.#names.has(name("query_key_value.bias"))) {
        const biases = rows.map(() => this.graph.name());
        const bias = constants.vector(name("query_key_value.bias"));
        this.graph.several("Split", [bias, constants.integers(...rows)], { axis: 0 }, biases);
        parts = parts.map((part, i) => tape.addFixed(part, biases[i]!));
      }
      const [query, key, value] = parts.map((part, i) => this.#inHeads(part, i === 0 ? heads : key_value_heads));
      const turn = (x: Value) => tape.rotate(x, head_size, cosines!, sines!);
      const attended = this.#attend(turn(query!), turn(key!), value!, mask);
      const [out] = this.#project(attended, layer, ["attention_output"]);
      state = tape.add(state, out!);
      const gates = [feed_forward, feed_forward];
      const [gate, up] = this.#project(norm(state, name("feed_forward_norm")), layer, ["gate", "up"], gates);
      const [down] = this.#project(tape.times(tape.silu(gate!), up!), layer, ["down"]);
      state = tape.add(state, down!);
    }
    return norm(state, "output_norm");
  }

  /** The same as codec/causal/graph/gpt2.ts, of whole texts. */
  #gpt2(): Value {
    const { tape, constants } = this;
    const { layers, width, heads, epsilon } = this.configuration;
    const mask = this.#mask();
    const vector = (name: string) => constants.vector(name);
    const norm = (x: Value, name: string) => tape.layerNorm(x, vector(name), vector(`${name}.bias`), epsilon);
    let state = this.#embed();
    for (let layer = 0; layer < layers; layer++) {
      const name = (of: string) => `layers.${layer}.${of}`;
      const project = (x: Value, of: string) => {
        const [y] = this.#project(x, layer, [of]);
        return tape.addFixed(y!, vector(name(`${of}.bias`)));
      };
      const packed = project(norm(state, name("attention_norm")), "query_key_value");
      const [query, key, value] = tape.split(packed, [width, width, width]).map((part) => this.#inHeads(part, heads));
      state = tape.add(state, project(this.#attend(query!, key!, value!, mask), "attention_output"));
      const open = tape.gelu(project(norm(state, name("feed_forward_norm")), "up"));
      state = tape.add(state, project(open, "down"));
    }
    return norm(state, "output_norm");
  }

  /** The tokens' embeddings, with those of learnt positions: [rows * tokens, width]. */
  #embed(): Value {
    const { graph, constants } = this;
    const flat = graph.node("Reshape", [this.#ids, constants.integers(-1)]);
    const embedded = gatherRows(graph, constants, "embedding", flat);
    if (!this.#names.has("position")) return embedded;
    const { width } = this.configuration;
    const shape = graph.node("Concat", [this.#shape, constants.integers(width)], { axis: 0 });
    const positions = graph.node("Gather", [constants.floats("position"), this.#places(INT64)]);
    const sum = graph.node("Add", [graph.node("Reshape", [embedded, shape]), positions]);
    return graph.node("Reshape", [sum, constants.integers(-1, width)]);
  }

  /** The places of tokens, from 0: [tokens]. */
  #places(type: number): Value {
    const { graph, constants } = this;
    const [zero, one, tokens] = [constants.integers(0), constants.integers(1), this.#tokens].map((x) =>
      graph.node("Cast", [graph.node("Squeeze", [x])], { to: type })
    ) as [Value, Value, Value];
    return graph.node("Range", [zero, tokens, one]);
  }

  /** The cosines and sines of rotary positions: [tokens, head size / 2]. */
  #angles(): [Value, Value] {
    const { graph, constants } = this;
    const column = graph.node("Unsqueeze", [this.#places(FLOAT), constants.integers(1)]);
    const angles = graph.node("Mul", [column, constants.vector("frequencies")]);
    return [graph.node("Cos", [angles]), graph.node("Sin", [angles])];
  }

  /** What is added to the scores of attention: [tokens, tokens]. */
  #mask(): Value {
    const { graph, constants } = this;
    const places = this.#places(FLOAT);
    const [column, row] = [1, 0].map((axis) => graph.node("Unsqueeze", [places, constants.integers(axis)]));
    const isSeen = graph.node("GreaterOrEqual", [column!, row!]);
    return graph.node("Where", [isSeen, constants.number(0), constants.number(UNSEEN)]);
  }

  /** A matrix as float32, which is never trained: [rows, columns]. */
  #fixed(name: string): Value {
    const { graph, constants } = this;
    const matrix = constants.layout.matrix(name);
    if (blockFormat(matrix.type) === undefined) return constants.asFloats(matrix.data);
    const [zero, one, rows] = [0, 1, matrix.rows].map((number) =>
      graph.node("Squeeze", [constants.integers(number)])
    ) as [Value, Value, Value];
    return gatherRows(graph, constants, name, graph.node("Range", [zero, rows, one]));
  }

  /**
   * x times the transposes of matrices of a layer, each with what lies beside it.
   * @param rows Their rows, where they may lie one below the other in one.
   */
  #project(x: Value, layer: number, matrices: readonly string[], rows: readonly number[] = []): Value[] {
    const { tape, adapter } = this;
    const name = (of: string) => `layers.${layer}.${of}`;
    const joined = name(matrices.join("_"));
    const products = matrices.length > 1 && this.#names.has(joined)
      ? tape.split(this.#product(x, joined), rows)
      : matrices.map((of) => this.#product(x, name(of)));
    return products.map((product, i) => {
      const [a, b] = [loraA(name(matrices[i]!)), loraB(name(matrices[i]!))].map(trained) as [Value, Value];
      return this.parameters.has(a) ? this.#adapt(x, product, a, b, adapter.scale) : product;
    });
  }

  /** x times the transpose of a matrix, with the adapters that the model has itself. */
  #product(x: Value, name: string): Value {
    const product = this.tape.linear(x, this.#fixed(name));
    const own = this.constants.lowRank(this.constants.layout.matrix(name));
    return own === undefined ? product : this.#adapt(x, product, own.a, own.b, own.scale);
  }

  #adapt(x: Value, product: Value, a: Value, b: Value, scale: number): Value {
    const { tape } = this;
    return tape.add(product, tape.scale(tape.linear(tape.linear(x, a), b), scale));
  }

  /** [rows * tokens, heads * head size] as [rows, heads, tokens, head size]. */
  #inHeads(x: Value, heads: number): Value {
    const { graph, constants, tape } = this;
    const { head_size } = this.configuration;
    const shape = graph.node("Concat", [this.#shape, constants.integers(heads, head_size)], { axis: 0 });
    return tape.transpose(tape.reshape(x, shape), [0, 2, 1, 3]);
  }

  /** Causal attention: from queries, keys and values in heads to [rows * tokens, heads * head size]. */
  #attend(query: Value, key: Value, value: Value, mask: Value): Value {
    const { graph, constants, tape } = this;
    const { heads, key_value_heads, head_size } = this.configuration;
    const withTokens = (times: number, ...axes: number[]) =>
      graph.node("Concat", [constants.integers(...axes), ...new Array<Value>(times).fill(this.#tokens)], { axis: 0 });
    // The heads of the queries that share keys and values lie one below the other.
    const grouped = tape.reshape(
      tape.scale(query, 1 / Math.sqrt(head_size)),
      constants.integers(0, key_value_heads, -1, head_size),
    );
    const scores = tape.multiply(grouped, tape.transpose(key, [0, 1, 3, 2]));
    const inHeads = tape.reshape(scores, withTokens(2, 0, 0, heads / key_value_heads));
    const weights = tape.reshape(
      tape.softmax(tape.addFixed(inHeads, mask), 4),
      withTokens(1, 0, key_value_heads, -1),
    );
    const mixed = tape.reshape(tape.multiply(weights, value), constants.integers(0, heads, -1, head_size));
    return tape.reshape(tape.transpose(mixed, [0, 2, 1, 3]), constants.integers(-1, heads * head_size));
  }
}

/** ONNX's numbers of the types that places are counted in. */
const [FLOAT, INT64] = [1, 7];
