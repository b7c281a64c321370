import { SIZE_RANGES } from "../../causal/configuration.ts";
import { type Sizes, type TensorName, type TensorNames, tensorNames } from "../checkpoint.ts";
import type { Facts } from "../facts.ts";
import { rotaryFrequencies, type RotaryScaling } from "../rotary.ts";

/** Llama, or Qwen 2, which has the same names. */
type Llama = "llama" | "qwen2";

/** Its sizes and rotary frequencies, from a GGUF file's metadata; the vocabulary is that of its tensors. */
export function llamaOfGguf(architecture: Llama, facts: Facts, vocabulary: number): [Sizes, Float32Array] {
  const key = (name: string) => `${architecture}.${name}`;
  const heads = facts.integer(key("attention.head_count"), ...SIZE_RANGES.heads);
  const width = facts.integer(key("embedding_length"), ...SIZE_RANGES.width);
  const head_size = facts.integer(key("attention.key_length"), ...SIZE_RANGES.head_size, width / heads);
  facts.expect(key("attention.value_length"), head_size);
  facts.expect(key("rope.dimension_count"), head_size);
  facts.expect(key("expert_count"), 0);
  const kind = facts.text(key("rope.scaling.type"), "none");
  if (kind !== "none" && kind !== "linear") throw facts.refused(`its rotary scaling ${kind} is not supported`);
  const scaling: RotaryScaling = kind === "none"
    ? { kind }
    : { kind, factor: facts.number(key("rope.scaling.factor")) };
  const sizes: Sizes = {
    architecture,
    layers: facts.integer(key("block_count"), ...SIZE_RANGES.layers),
    width,
    heads,
    key_value_heads: facts.integer(key("attention.head_count_kv"), ...SIZE_RANGES.key_value_heads, heads),
    head_size,
    feed_forward: facts.integer(key("feed_forward_length"), ...SIZE_RANGES.feed_forward),
    vocabulary,
    context: contextOf(facts, key("context_length")),
    epsilon: facts.number(key("attention.layer_norm_rms_epsilon")),
  };
  return [sizes, rotaryFrequencies(facts.number(key("rope.freq_base"), DEFAULT_BASE), head_size, scaling)];
}

const DEFAULT_BASE = 10_000;

/** A model may be trained for more than is needed here: the tables of rotary positions grow with it. */
function contextOf(facts: Facts, key: string): number {
  const [min, max] = SIZE_RANGES.context;
  return Math.min(facts.integer(key, min, Number.MAX_SAFE_INTEGER), max);
}

/** The same from a config.json. */
export function llamaOfConfig(architecture: Llama, facts: Facts, rotary: Facts): [Sizes, Float32Array] {
  facts.expect("hidden_act", "silu");
  facts.expect("attention_bias", false);
  facts.expect("mlp_bias", false);
  facts.expect("use_sliding_window", false);
  const heads = facts.integer("num_attention_heads", ...SIZE_RANGES.heads);
  const width = facts.integer("hidden_size", ...SIZE_RANGES.width);
  const head_size = facts.integer("head_dim", ...SIZE_RANGES.head_size, width / heads);
  const sizes: Sizes = {
    architecture,
    layers: facts.integer("num_hidden_layers", ...SIZE_RANGES.layers),
    width,
    heads,
    key_value_heads: facts.integer("num_key_value_heads", ...SIZE_RANGES.key_value_heads, heads),
    head_size,
    feed_forward: facts.integer("intermediate_size", ...SIZE_RANGES.feed_forward),
    vocabulary: facts.integer("vocab_size", ...SIZE_RANGES.vocabulary),
    context: contextOf(facts, "max_position_embeddings"),
    epsilon: facts.number("rms_norm_eps"),
  };
  const base = rotary.has("rope_theta") ? rotary : facts;
  return [sizes, rotaryFrequencies(base.number("rope_theta", DEFAULT_BASE), head_size, scalingOf(rotary))];
}

function scalingOf(rotary: Facts): RotaryScaling {
  rotary.expect("partial_rotary_factor", 1);
  const kind = rotary.has("rope_type") ? rotary.text("rope_type") : rotary.text("type", "default");
  switch (kind) {
    case "default":
      return { kind: "none" };
    case "linear":
      return { kind, factor: rotary.number("factor") };
    case "llama3":
      return {
        kind,
        factor: rotary.number("factor"),
        low_freq_factor: rotary.number("low_freq_factor"),
        high_freq_factor: rotary.number("high_freq_factor"),
        original_max_position_embeddings: rotary.number("original_max_position_embeddings"),
      };
    default:
      throw rotary.refused(`its rotary scaling ${kind} is not supported`);
  }
}

/** The tensors of a GGUF file. Those of llama have the halves of the heads of queries and keys alternate. */
export function llamaNamesOfGguf({ architecture, heads, key_value_heads }: Sizes): TensorNames {
  const alternating = (name: string, alternatingHeads: number): TensorName =>
    architecture === "llama" ? { name, alternatingHeads } : { name };
  return tensorNames(
    { embedding: "token_embd.weight", output: "output.weight", output_norm: "output_norm.weight" },
    {
      attention_norm: "blk.*.attn_norm.weight",
      query: alternating("blk.*.attn_q.weight", heads),
      key: alternating("blk.*.attn_k.weight", key_value_heads),
      value: "blk.*.attn_v.weight",
      "query.bias": "blk.*.attn_q.bias",
      "key.bias": "blk.*.attn_k.bias",
      "value.bias": "blk.*.attn_v.bias",
      attention_output: "blk.*.attn_output.weight",
      feed_forward_norm: "blk.*.ffn_norm.weight",
      gate: "blk.*.ffn_gate.weight",
      up: "blk.*.ffn_up.weight",
      down: "blk.*.ffn_down.weight",
    },
  );
}

/** The tensors of a Hugging Face folder. */
export const LLAMA_NAMES_OF_HUGGING_FACE: TensorNames = tensorNames(
  { embedding: "model.embed_tokens.weight", output: "lm_head.weight", output_norm: "model.norm.weight" },
  {
    attention_norm: "model.layers.*.input_layernorm.weight",
    query: "model.layers.*.self_attn.q_proj.weight",
    key: "model.layers.*.self_attn.k_proj.weight",
    value: "model.layers.*.self_attn.v_proj.weight",
    "query.bias": "model.layers.*.self_attn.q_proj.bias",
    "key.bias": "model.layers.*.self_attn.k_proj.bias",
    "value.bias": "model.layers.*.self_attn.v_proj.bias",
    attention_output: "model.layers.*.self_attn.o_proj.weight",
    feed_forward_norm: "model.layers.*.post_attention_layernorm.weight",
    gate: "model.layers.*.mlp.gate_proj.weight",
    up: "model.layers.*.mlp.up_proj.weight",
    down: "model.layers.*.mlp.down_proj.weight",
  },
);
