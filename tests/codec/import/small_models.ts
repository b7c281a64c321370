import { BYTE_CHARACTERS } from "../../../codec/text/byte_alphabet.ts";
import { bool, f32, type Gguf, list, numbers, type Tensor, text, texts, TYPE, u32, type Value } from "./gguf_writer.ts";

/** Sizes of a llama that is as small as one can be: one layer, one head. */
const [WIDTH, FEED_FORWARD, CONTEXT] = [32, 32, 64];

const TOKENS = [...BYTE_CHARACTERS, "he", "<|begin|>", "<|end|>"];
export const VOCABULARY = TOKENS.length;
const [BEGIN, END] = [257, 258];

/** Numbers that look random, and are the same each time. */
export function floats(count: number, seed: number): Float32Array {
  let state = seed + 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 33 - 0.25;
  });
}

/** The tensors of the llama by GGUF's names. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  "token_embd.weight": [VOCABULARY, WIDTH],
  "blk.0.attn_norm.weight": [WIDTH],
  "blk.0.attn_q.weight": [WIDTH, WIDTH],
  "blk.0.attn_k.weight": [WIDTH, WIDTH],
  "blk.0.attn_v.weight": [WIDTH, WIDTH],
  "blk.0.attn_output.weight": [WIDTH, WIDTH],
  "blk.0.ffn_norm.weight": [WIDTH],
  "blk.0.ffn_gate.weight": [FEED_FORWARD, WIDTH],
  "blk.0.ffn_up.weight": [FEED_FORWARD, WIDTH],
  "blk.0.ffn_down.weight": [WIDTH, FEED_FORWARD],
  "output_norm.weight": [WIDTH],
};

const METADATA: Readonly<Record<string, Value>> = {
  "general.architecture": text("llama"),
  "llama.block_count": u32(1),
  "llama.context_length": u32(CONTEXT),
  "llama.embedding_length": u32(WIDTH),
  "llama.feed_forward_length": u32(FEED_FORWARD),
  "llama.attention.head_count": u32(1),
  "llama.attention.layer_norm_rms_epsilon": f32(1e-5),
  "tokenizer.ggml.model": text("gpt2"),
  "tokenizer.ggml.pre": text("gpt-2"),
  "tokenizer.ggml.tokens": texts(TOKENS),
  "tokenizer.ggml.token_type": list(
    TYPE.i32,
    VOCABULARY,
    numbers(Int32Array.from(TOKENS, (_, id) => id < BEGIN ? 1 : 3)),
  ),
  "tokenizer.ggml.merges": texts(["h e"]),
  "tokenizer.ggml.bos_token_id": u32(BEGIN),
  "tokenizer.ggml.eos_token_id": u32(END),
  "tokenizer.ggml.add_space_prefix": bool(false),
};

/** A GGUF file of the llama, with other metadata (undefined: without) and other tensors. */
export function smallGguf(
  metadata: Readonly<Record<string, Value | undefined>> = {},
  tensors: Readonly<Record<string, Partial<Tensor> | undefined>> = {},
): Gguf {
  const all = { ...METADATA, ...metadata };
  return {
    metadata: Object.entries(all).filter((entry): entry is [string, Value] => entry[1] !== undefined),
    tensors: Object.entries({ ...SHAPES, ...tensors }).flatMap(([name, change], seed) => {
      const shape = SHAPES[name] ?? [];
      if (change === undefined) return [];
      const count = shape.reduce((product, axis) => product * axis, 1);
      const plain = { name, shape, bytes: numbers(floats(count, seed)) };
      return [Array.isArray(change) ? plain : { ...plain, ...change as Partial<Tensor> }];
    }),
  };
}

/** A Hugging Face folder's files. */
export type HuggingFaceFiles = Record<string, Uint8Array | string>;

/** The names of the same tensors in a Hugging Face folder. */
const HUGGING_FACE_NAMES: readonly (readonly [gguf: RegExp, name: string])[] = [
  [/^token_embd/, "model.embed_tokens"],
  [/^output_norm/, "model.norm"],
  [/^blk\.0/, "model.layers.0"],
  [/attn_norm/, "input_layernorm"],
  [/ffn_norm/, "post_attention_layernorm"],
  [/attn_output/, "self_attn.o_proj"],
  [/attn_([qkv])/, "self_attn.$1_proj"],
  [/ffn_(gate|up|down)/, "mlp.$1_proj"],
];

/** A tensor in the head of a safetensors file. */
export interface Entry {
  dtype: unknown;
  shape: unknown;
  data_offsets: unknown;
}

/** A safetensors file of those tensors, whose head is changed before it is written. */
export function safetensors(
  tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly bytes: Uint8Array }[],
  change: (head: Record<string, Entry>) => unknown = () => {},
): Uint8Array<ArrayBuffer> {
  const head: Record<string, Entry> = {};
  let at = 0;
  for (const { name, shape, bytes } of tensors) {
    head[name] = { dtype: "F32", shape, data_offsets: [at, at += bytes.length] };
  }
  const json = new TextEncoder().encode(String(change(head) ?? JSON.stringify(head)));
  const file = new Uint8Array(8 + json.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  at = 8 + json.length;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** The llama's tensors by their Hugging Face names. */
export const HUGGING_FACE_TENSORS = Object.entries(SHAPES).map(([name, shape], seed) => ({
  name: HUGGING_FACE_NAMES.reduce((all, [from, to]) => all.replace(from, to), name),
  shape,
  bytes: numbers(floats(shape.reduce((product, axis) => product * axis, 1), seed)),
}));

export const CONFIG = {
  model_type: "llama",
  num_hidden_layers: 1,
  max_position_embeddings: CONTEXT,
  hidden_size: WIDTH,
  intermediate_size: FEED_FORWARD,
  num_attention_heads: 1,
  rms_norm_eps: 1e-5,
  vocab_size: VOCABULARY,
  tie_word_embeddings: true,
  bos_token_id: BEGIN,
  eos_token_id: END,
} as const;

export const TOKENIZER = {
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: true },
  added_tokens: [{ id: BEGIN, content: "<|begin|>" }, { id: END, content: "<|end|>" }],
  model: { vocab: Object.fromEntries(TOKENS.map((token, id) => [token, id])), merges: ["h e"] },
} as const;

/** The files of a Hugging Face folder with the llama, but for what is given. */
export function smallHuggingFace(files: HuggingFaceFiles = {}): HuggingFaceFiles {
  return {
    "config.json": JSON.stringify(CONFIG),
    "tokenizer.json": JSON.stringify(TOKENIZER),
    "model.safetensors": safetensors(HUGGING_FACE_TENSORS),
    ...files,
  };
}

/** Writes files into a folder. */
export function writeFiles(folder: string, files: HuggingFaceFiles): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === "string") Deno.writeTextFileSync(`${folder}/${name}`, content);
    else Deno.writeFileSync(`${folder}/${name}`, content);
  }
}
