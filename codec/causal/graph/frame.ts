import { adaptersOf, type Configuration, typeOf } from "../configuration.ts";
import type { Layout } from "../layout.ts";
import { gatherRows } from "./embedding.ts";
import { Initializers } from "./initializers.ts";
import { type Precision, Products } from "./products.ts";
import { GraphWriter, type Value } from "./writer.ts";

/** The free lengths of a graph by name: hypotheses, tokens of each, tokens of all, what a cache has room for, what is scored. */
const ROWS = "rows";
const TOKENS = "tokens";
const PLACES = "places";
const CAPACITY = "capacity";
const SCORED = "scored";

/**
 * The part that the graphs of all architectures have in common: their inputs and outputs, attention with a cache, and
 * log-probabilities.
 *
 * Activations are [places, width], the tokens of all rows one after the other. Inputs:
 * - `ids` [rows, tokens]: the tokens; all rows have as many in the cache before them.
 * - `last` [rows]: the place of each row's last token, counted from the beginning of its text.
 * - `length`: how many tokens a row has, those in the cache included.
 * - `past_keys.N`, `past_values.N` [rows, key-value heads, capacity, head size]: the cache of layer N.
 * - `positions` [scored]: which places have their log-probabilities computed; `next` [scored]: the token after each.
 *
 * Outputs: `log_probabilities` [scored, vocabulary], base e; `surprisals` [scored] of the tokens `next`, in bits; and the
 * cache with the new tokens, `keys.N` and `values.N`, which is the cache before if it is given the same memory.
 */
export class Frame {
  readonly graph: GraphWriter;
  readonly constants: Initializers;
  /** Products with activations of all places. */
  readonly products: Products;
  readonly #ids: Value;
  readonly #last: Value;
  readonly #length: Value;
  readonly #positions: Value;
  readonly #next: Value;
  readonly #perRow: Value;

  /** @param precisionOf The way that products take activations, by the bits of a matrix's codes. */
  constructor(
    private readonly configuration: Configuration,
    layout: Layout,
    private readonly precisionOf: (bits: 4 | 8) => Precision,
  ) {
    const graph = this.graph = new GraphWriter(configuration.architecture);
    this.constants = new Initializers(graph, layout, adaptersOf(configuration));
    this.products = new Products(graph, this.constants, PLACES, precisionOf);
    this.#ids = graph.input("ids", "I32", [ROWS, TOKENS]);
    this.#last = graph.input("last", "I32", [ROWS]);
    this.#length = graph.input("length", "I32", []);
    this.#positions = graph.input("positions", "I32", [SCORED]);
    this.#next = graph.input("next", "I32", [SCORED]);
    this.#perRow = graph.node("Concat", [graph.node("Shape", [this.#ids]), this.constants.integers(-1)], { axis: 0 });
  }

  /** The tokens' embeddings: [places, width]. */
  embed(): Value {
    const ids = this.graph.node("Reshape", [this.#ids, this.constants.integers(-1)]);
    return gatherRows(this.graph, this.constants, "embedding", this.graph.shaped(ids, "I32", [PLACES]));
  }

  /** Activations as [rows, tokens, width]. */
  inRows(x: Value, width: number): Value {
    return this.graph.shaped(this.graph.node("Reshape", [x, this.#perRow]), "F32", [ROWS, TOKENS, width]);
  }

  /** Activations of rows as [places, width]. */
  inPlaces(x: Value, width: number): Value {
    const reshaped = this.graph.node("Reshape", [x, this.constants.integers(-1, width)]);
    return this.graph.shaped(reshaped, "F32", [PLACES, width]);
  }

  /** The places of a row's new tokens, counted from the beginning of its text: [tokens], int64. */
  places(): Value {
    const [graph, one] = [this.graph, this.graph.node("Squeeze", [this.constants.integers(1)])];
    const length = graph.node("Cast", [this.#length], { to: INT64 });
    const tokens = graph.node("Gather", [graph.node("Shape", [this.#ids]), one]);
    return graph.node("Range", [graph.node("Sub", [length, tokens]), length, one]);
  }

  /**
   * Causal attention of a layer: from queries, keys and values side by side, [places, (heads + 2 key-value heads) * head
   * size], to [places, heads * head size].
   * @param rotary The cosines and sines of rotary positions, [context, head size / 2].
   */
  attend(layer: number, packed: Value, rotary: readonly Value[] = []): Value {
    const { heads, key_value_heads, head_size } = this.configuration;
    const cache = [ROWS, key_value_heads, CAPACITY, head_size];
    const past = CACHES.map((name) => this.graph.input(`past_${name}.${layer}`, "F32", cache));
    const present = CACHES.map((name) => `${name}.${layer}`);
    for (const name of present) this.graph.output(name, "F32", cache);
    const inRows = this.inRows(packed, (heads + 2 * key_value_heads) * head_size);
    const attended = this.graph.contributed(
      "GroupQueryAttention",
      [inRows, "", "", ...past, this.#last, this.#length, ...rotary],
      { num_heads: heads, kv_num_heads: key_value_heads, do_rotary: Number(rotary.length > 0) },
      [this.graph.name(), ...present],
    );
    return this.inPlaces(attended, heads * head_size);
  }

  /** Activations of the places that are scored: [scored, width]. */
  scored(x: Value): Value {
    return this.graph.node("Gather", [x, this.#positions]);
  }

  /**
   * Ends the graph with log-probabilities.
   * @param hidden The normalised hidden states of the places that are scored.
   * @returns The ONNX file.
   */
  finish(hidden: Value): Uint8Array<ArrayBuffer> {
    const { graph, constants } = this;
    const output = typeOf(this.configuration, "output") === undefined ? "embedding" : "output";
    const products = new Products(graph, constants, SCORED, this.precisionOf);
    const bias = this.configuration.output_bias ? constants.vector(OUTPUT_BIAS) : undefined;
    const logits = products.multiply(hidden, output, bias);
    const all = graph.node("LogSoftmax", [logits], { axis: 1 }, "log_probabilities");
    const column = graph.node("Unsqueeze", [this.#next, constants.integers(1)]);
    const chosen = graph.node("GatherElements", [all, column], { axis: 1 });
    const flat = graph.node("Squeeze", [chosen, constants.integers(1)]);
    graph.node("Mul", [flat, constants.number(-Math.LOG2E)], {}, "surprisals");
    graph.output("log_probabilities", "F32", [SCORED, this.configuration.vocabulary]);
    graph.output("surprisals", "F32", [SCORED]);
    return graph.finish();
  }
}

/** The vector of a bias a token of the vocabulary, of a model whose configuration has `output_bias`. */
export const OUTPUT_BIAS = "output.bias";

const CACHES = ["keys", "values"] as const;

/** ONNX's number of the type int64. */
const INT64 = 7;
