import { SIZE_RANGES } from "../../causal/configuration.ts";
import { type Sizes, type TensorName, type TensorNames, tensorNames } from "../checkpoint.ts";
import type { Facts } from "../facts.ts";

/** GPT-2's sizes from a GGUF file's metadata; the vocabulary is that of its tensors. */
export function gpt2OfGguf(facts: Facts, vocabulary: number): Sizes {
  const width = facts.integer("gpt2.embedding_length", ...SIZE_RANGES.width);
  const heads = facts.integer("gpt2.attention.head_count", ...SIZE_RANGES.heads);
  return {
    architecture: "gpt2",
    layers: facts.integer("gpt2.block_count", ...SIZE_RANGES.layers),
    width,
    heads,
    key_value_heads: heads,
    head_size: width / heads,
    feed_forward: facts.integer("gpt2.feed_forward_length", ...SIZE_RANGES.feed_forward),
    vocabulary,
    context: facts.integer("gpt2.context_length", ...SIZE_RANGES.context),
    epsilon: facts.number("gpt2.attention.layer_norm_epsilon"),
  };
}

/** The same from a config.json. */
export function gpt2OfConfig(facts: Facts): Sizes {
  facts.expect("activation_function", "gelu_new");
  facts.expect("scale_attn_weights", true);
  facts.expect("scale_attn_by_inverse_layer_idx", false);
  facts.expect("add_cross_attention", false);
  const width = facts.integer("n_embd", ...SIZE_RANGES.width);
  const heads = facts.integer("n_head", ...SIZE_RANGES.heads);
  return {
    architecture: "gpt2",
    layers: facts.integer("n_layer", ...SIZE_RANGES.layers),
    width,
    heads,
    key_value_heads: heads,
    head_size: width / heads,
    feed_forward: facts.integer("n_inner", ...SIZE_RANGES.feed_forward, 4 * width),
    vocabulary: facts.integer("vocab_size", ...SIZE_RANGES.vocabulary),
    context: facts.integer("n_positions", ...SIZE_RANGES.context),
    epsilon: facts.number("layer_norm_epsilon"),
  };
}

/** The tensors of a GGUF file. */
export const GPT2_NAMES_OF_GGUF: TensorNames = tensorNames(
  {
    embedding: "token_embd.weight",
    position: "position_embd.weight",
    output: "output.weight",
    output_norm: "output_norm.weight",
    "output_norm.bias": "output_norm.bias",
  },
  {
    attention_norm: "blk.*.attn_norm.weight",
    "attention_norm.bias": "blk.*.attn_norm.bias",
    query_key_value: "blk.*.attn_qkv.weight",
    "query_key_value.bias": "blk.*.attn_qkv.bias",
    attention_output: "blk.*.attn_output.weight",
    "attention_output.bias": "blk.*.attn_output.bias",
    feed_forward_norm: "blk.*.ffn_norm.weight",
    "feed_forward_norm.bias": "blk.*.ffn_norm.bias",
    up: "blk.*.ffn_up.weight",
    "up.bias": "blk.*.ffn_up.bias",
    down: "blk.*.ffn_down.weight",
    "down.bias": "blk.*.ffn_down.bias",
  },
);

/** The tensors of a Hugging Face folder, all of whose names may begin with `prefix`. Its matrices are transposed. */
export function gpt2NamesOfHuggingFace(prefix: string): TensorNames {
  const transposed = (name: string): TensorName => ({ name: `${prefix}h.*.${name}`, transposed: true });
  const vector = (name: string) => `${prefix}h.*.${name}`;
  return tensorNames(
    {
      embedding: `${prefix}wte.weight`,
      position: `${prefix}wpe.weight`,
      output: "lm_head.weight",
      output_norm: `${prefix}ln_f.weight`,
      "output_norm.bias": `${prefix}ln_f.bias`,
    },
    {
      attention_norm: vector("ln_1.weight"),
      "attention_norm.bias": vector("ln_1.bias"),
      query_key_value: transposed("attn.c_attn.weight"),
      "query_key_value.bias": vector("attn.c_attn.bias"),
      attention_output: transposed("attn.c_proj.weight"),
      "attention_output.bias": vector("attn.c_proj.bias"),
      feed_forward_norm: vector("ln_2.weight"),
      "feed_forward_norm.bias": vector("ln_2.bias"),
      up: transposed("mlp.c_fc.weight"),
      "up.bias": vector("mlp.c_fc.bias"),
      down: transposed("mlp.c_proj.weight"),
      "down.bias": vector("mlp.c_proj.bias"),
    },
  );
}
