import assert from "node:assert/strict";
import { importModel } from "../../../codec/import/import.ts";
import { RefusedError } from "../../../errors.ts";
import { concatenated } from "../check/protobuf_writer.ts";
import { f32, type Gguf, gguf, list, long, numbers, text, texts, TYPE, u32, u8 } from "./gguf_writer.ts";
import {
  CONFIG,
  type Entry,
  floats,
  HUGGING_FACE_TENSORS,
  type HuggingFaceFiles,
  safetensors,
  smallGguf,
  smallHuggingFace,
  TOKENIZER,
  VOCABULARY,
  writeFiles,
} from "./small_models.ts";

/** A file or folder that a stranger may publish, and what is said when it is refused. */
type Hostile = readonly [what: string, says: RegExp, bytes: () => Uint8Array | HuggingFaceFiles];

const file = (what: string, says: RegExp, change: (good: Gguf) => Partial<Gguf>): Hostile => [
  what,
  says,
  () => gguf({ ...smallGguf(), ...change(smallGguf()) }),
];
const metadata = (what: string, says: RegExp, change: Parameters<typeof smallGguf>[0]): Hostile => [
  what,
  says,
  () => gguf(smallGguf(change)),
];
const tensors = (what: string, says: RegExp, change: Parameters<typeof smallGguf>[1]): Hostile => [
  what,
  says,
  () => gguf(smallGguf({}, change)),
];
const huge = 2n ** 63n;
const QUERY = "blk.0.attn_q.weight";

const HEADS: Hostile[] = [
  file("another format", /is no GGUF file$/, () => ({ magic: "GGML" })),
  ["an empty file", /ends too early$/, () => new Uint8Array()],
  ["a file of zeros", /is no GGUF file$/, () => new Uint8Array(1000)],
  file("the first version", /version of GGUF is 1, and only 2 and 3/, () => ({ version: 1 })),
  file("the other order of bytes", /version of GGUF is 50331648/, () => ({ version: 3 << 24 })),
  file("more tensors than anyone has", /has 18446744073709551615 tensors|absurd number/, () => ({ tensorCount: -1 })),
  file("a tensor more than there is", /ends too early|has \d+ axes|absurd/, () => ({ tensorCount: 12 })),
  file("two billion tensors", /has 2000000000 tensors, and may have 100000$/, () => ({ tensorCount: 2_000_000_000 })),
  file("more keys than anyone has", /absurd number 9223372036854775808$/, () => ({ keyCount: huge })),
  file("a million keys", /has 1000000 keys, and may have 10000$/, () => ({ keyCount: 1_000_000 })),
  file("a key twice", /has the key "llama.block_count" twice$/, (good) => ({
    metadata: [...good.metadata, ["llama.block_count", u32(2)]],
  })),
  metadata("a value of an unknown type", /its key x has a value of the unknown type 77$/, {
    x: { type: 77, bytes: new Uint8Array(8) },
  }),
  metadata("a text that is longer than the file", /ends too early$/, {
    x: { type: TYPE.text, bytes: long(100_000_000) },
  }),
  metadata("a text of 2^63 bytes", /absurd number/, { x: { type: TYPE.text, bytes: long(huge) } }),
  metadata("a text of a terabyte", /has a text of 1000000000000 bytes/, { x: { type: TYPE.text, bytes: long(1e12) } }),
  metadata("a list that is longer than the file", /ends too early$|absurd number/, {
    x: list(TYPE.u64, 1_000_000, new Uint8Array()),
  }),
  metadata("a list of 2^40 values", /has 1099511627776 values of the key x/, {
    x: list(TYPE.u8, 2 ** 40, new Uint8Array()),
  }),
  metadata("a list of lists", /its key x holds lists of lists$/, { x: list(TYPE.list, 1, new Uint8Array(12)) }),
  file("a key with a name of a megabyte", /has a text of 1000000 bytes where there may be 256$/, (good) => ({
    metadata: [["x".repeat(1_000_000), u8(1)], ...good.metadata],
  })),
  metadata("no alignment", /its alignment is 0, and must be a power of two/, { "general.alignment": u32(0) }),
  metadata("an odd alignment", /its alignment is 3, and must be a power of two/, { "general.alignment": u32(3) }),
  metadata("an alignment larger than the file", /its alignment is 2147483648/, { "general.alignment": u32(2 ** 31) }),
  metadata("an alignment in words", /its alignment is "32"/, { "general.alignment": text("32") }),
  metadata("an alignment that is another than the tensors'", /is not aligned|ends at \d+, and the file/, {
    "general.alignment": u32(4096),
  }),
];

const PLACES: Hostile[] = [
  tensors("no axes", /has 0 axes$/, { [QUERY]: { axes: 0, shape: [] } }),
  tensors("nine axes", /has 9 axes$/, { [QUERY]: { axes: 9, shape: new Array(9).fill(1) } }),
  tensors("an axis of no length", /has the absurd shape 0 x 32$/, { [QUERY]: { shape: [0, 32] } }),
  tensors("an axis of 2^63", /absurd number 9223372036854775808$/, { [QUERY]: { shape: [huge, 32] } }),
  tensors("axes whose product is beyond all numbers", /has the absurd shape/, {
    [QUERY]: { shape: [2n ** 40n, 2n ** 40n] },
  }),
  tensors("axes whose product wraps around to little", /has the absurd shape/, {
    [QUERY]: { shape: [2n ** 32n, 2n ** 32n + 1n] },
  }),
  tensors("a type that is not known", /"blk.0.attn_q.weight" has the type number 99, and only F32, /, {
    [QUERY]: { type: 99 },
  }),
  tensors("a type that cannot be imported", /"blk.0.attn_q.weight" has the type Q2_K, and only F32, /, {
    [QUERY]: { type: 10 },
  }),
  tensors("a row that is no whole number of blocks", /has rows of 31, and blocks of 32 of Q4_0$/, {
    [QUERY]: { type: 2, shape: [32, 31] },
  }),
  tensors("a place past the end", /ends at \d+, and the file at \d+$/, { [QUERY]: { offset: 2 ** 40 } }),
  tensors("a place past all numbers", /absurd number/, { [QUERY]: { offset: huge } }),
  tensors("a place between two others", /is not aligned: it lies at 33$/, { [QUERY]: { offset: 33 } }),
  tensors("a place that another has", /overlaps another$/, { [QUERY]: { offset: 0 } }),
  tensors("a last tensor that is cut", /ends at \d+, and the file at \d+$/, {
    "output_norm.weight": { bytes: new Uint8Array(64) },
  }),
  file("a tensor twice", /has the tensor "output_norm.weight" twice$/, (good) => ({
    tensors: [...good.tensors, good.tensors.at(-1)!],
  })),
];

const MODELS: Hostile[] = [
  metadata("no architecture", /general.architecture is missing$/, { "general.architecture": undefined }),
  metadata("an architecture without a graph", /its architecture is "mamba", and known are llama, qwen2, gpt2$/, {
    "general.architecture": text("mamba"),
  }),
  metadata("no layers", /llama.block_count is 0, and must be a whole number from 1 to 256$/, {
    "llama.block_count": u32(0),
  }),
  metadata("four billion layers", /llama.block_count is 4294967295/, { "llama.block_count": u32(-1) }),
  metadata("a layer that is missing", /its tensor blk.1.attn_q.weight is missing$/, { "llama.block_count": u32(2) }),
  metadata("heads in words", /llama.attention.head_count is "one"/, { "llama.attention.head_count": text("one") }),
  metadata("heads that the width has not", /llama.attention.key_length is 10.6/, {
    "llama.attention.head_count": u32(3),
  }),
  metadata("heads of another size than the tensors'", /has the shape 32 x 32, and its sizes say 16 x 32$/, {
    "llama.attention.head_count": u32(2),
    "llama.attention.head_count_kv": u32(1),
  }),
  metadata("values of another size than keys", /value_length is 16, and only 32 is supported$/, {
    "llama.attention.value_length": u32(16),
  }),
  metadata("half of each head rotated", /dimension_count is 16, and only 32 is supported$/, {
    "llama.rope.dimension_count": u32(16),
  }),
  metadata("experts", /expert_count is 8, and only 0 is supported$/, { "llama.expert_count": u32(8) }),
  metadata("another scaling of positions", /rotary scaling yarn is not supported$/, {
    "llama.rope.scaling.type": text("yarn"),
  }),
  metadata("an infinite base", /rope.freq_base is null, and must be a number above zero$/, {
    "llama.rope.freq_base": f32(Infinity),
  }),
  metadata("an epsilon of no size", /epsilon is null, and must be a number above zero$/, {
    "llama.attention.layer_norm_rms_epsilon": f32(NaN),
  }),
  tensors("no embeddings", /has no token embeddings of a usual size$/, { "token_embd.weight": undefined }),
  tensors("a tensor that is missing", /its tensor blk.0.ffn_up.weight is missing$/, {
    "blk.0.ffn_up.weight": undefined,
  }),
  tensors("a norm that is missing", /its tensor output_norm.weight is missing$/, { "output_norm.weight": undefined }),
  tensors("a norm of another size", /has the shape 16, and its sizes say 32$/, {
    "output_norm.weight": { shape: [16], bytes: numbers(floats(16, 1)) },
  }),
  tensors("a matrix that is turned", /has the shape 16 x 64, and its sizes say 32 x 32$/, {
    [QUERY]: { shape: [16, 64] },
  }),
  tensors("a matrix with an axis more", /has the shape 1 x 32 x 32, and its sizes say 32 x 32$/, {
    [QUERY]: { shape: [1, 32, 32] },
  }),
  tensors(
    "a tensor that the graph would leave out",
    /has the tensor "blk.0.attn_q_norm.weight", which llama has not$/,
    {
      "blk.0.attn_q_norm.weight": { shape: [32], bytes: numbers(floats(32, 1)) },
    },
  ),
  tensors("frequencies of another number than the heads'", /rope_freqs.weight does not fit its heads$/, {
    "rope_freqs.weight": { shape: [3], bytes: numbers(floats(3, 1)) },
  }),
];

const TOKENIZERS: Hostile[] = [
  metadata("a SentencePiece model", /its tokenizer is a SentencePiece model, and only byte-level/, {
    "tokenizer.ggml.model": text("llama"),
  }),
  metadata("WordPiece", /its tokenizer is the model "bert"/, { "tokenizer.ggml.model": text("bert") }),
  metadata("a way to cut text that is not known", /cuts text as "tekken" does, and known are gpt-2, smollm, /, {
    "tokenizer.ggml.pre": text("tekken"),
  }),
  metadata("no word of how text is cut", /cuts text as "default" does/, { "tokenizer.ggml.pre": undefined }),
  metadata("no tokens", /has no tokens or no merges$/, { "tokenizer.ggml.tokens": undefined }),
  metadata("merges that are numbers", /has no tokens or no merges$/, {
    "tokenizer.ggml.merges": list(TYPE.u8, 2, new Uint8Array(2)),
  }),
  metadata("a merge of what is no token", /lacks the token "xy"$/, { "tokenizer.ggml.merges": texts(["x y"]) }),
  metadata("more tokens than embeddings", /tokenizer.json: it has 300 tokens/, {
    "tokenizer.ggml.tokens": texts(Array.from({ length: 300 }, (_, i) => `t${i}`)),
  }),
  metadata("an end past the vocabulary", /eos_token_id is 1000000, and must be a whole number from 0 to 258$/, {
    "tokenizer.ggml.eos_token_id": u32(1_000_000),
  }),
  metadata("no token to begin with", /no token that begins a text: give a prompt$/, {
    "tokenizer.ggml.bos_token_id": undefined,
    "tokenizer.ggml.eos_token_id": undefined,
  }),
];

const folder = (what: string, says: RegExp, files: () => HuggingFaceFiles): Hostile => [what, says, files];
const config = (what: string, says: RegExp, change: object): Hostile =>
  folder(what, says, () => smallHuggingFace({ "config.json": JSON.stringify({ ...CONFIG, ...change }) }));
const head = (what: string, says: RegExp, change: (head: Record<string, Entry>) => unknown): Hostile =>
  folder(what, says, () => smallHuggingFace({ "model.safetensors": safetensors(HUGGING_FACE_TENSORS, change) }));
const NORM = "model.norm.weight";
const without = (name: string): HuggingFaceFiles => {
  const { [name]: _, ...others } = smallHuggingFace();
  return others;
};

const SAFETENSORS: Hostile[] = [
  folder("an empty file of tensors", /is no safetensors file$/, () => smallHuggingFace({ "model.safetensors": "" })),
  folder(
    "a head that is longer than the file",
    /its head would have 1000000 bytes$/,
    () => smallHuggingFace({ "model.safetensors": concatenated([long(1_000_000), new Uint8Array(99)]) }),
  ),
  folder(
    "a head of 2^63 bytes",
    /its head would have 9223372036854775808 bytes$/,
    () => smallHuggingFace({ "model.safetensors": concatenated([long(huge), new Uint8Array(99)]) }),
  ),
  head("a head that is no JSON", /its head is no JSON: /, () => "{"),
  head("a head that is a list", /its head is no JSON object$/, () => "[]"),
  head(
    "a tensor that is null",
    /has the absurd place undefined$/,
    (all) => void (all[NORM] = null as unknown as Entry),
  ),
  head(
    "a type that cannot be imported",
    /"model.norm.weight" has the type "I64", and only F32, F16, BF16 can/,
    (all) => void (all[NORM]!.dtype = "I64"),
  ),
  head("GGUF's types", /has the type "Q4_0", and only F32, F16, BF16 can/, (all) => void (all[NORM]!.dtype = "Q4_0")),
  head("a shape below zero", /has the absurd shape \[-32\]$/, (all) => void (all[NORM]!.shape = [-32])),
  head("a shape of no length", /has the absurd shape \[0\]$/, (all) => void (all[NORM]!.shape = [0])),
  head("a shape in words", /has the absurd shape \["32"\]$/, (all) => void (all[NORM]!.shape = ["32"])),
  head(
    "a shape whose product wraps around",
    /has 128 bytes, and its shape says/,
    (all) => void (all[NORM]!.shape = [2 ** 32, 2 ** 32 + 32]),
  ),
  head(
    "a shape that its bytes do not fit",
    /has 128 bytes, and its shape says 124$/,
    (all) => void (all[NORM]!.shape = [31]),
  ),
  head(
    "a place that ends before it begins",
    /has the absurd place \[128,0\]$/,
    (all) => void (all[NORM]!.data_offsets = [128, 0]),
  ),
  head(
    "a place in halves",
    /has the absurd place \[0.5,128.5\]$/,
    (all) => void (all[NORM]!.data_offsets = [0.5, 128.5]),
  ),
  head(
    "a place outside the file",
    /ends at \d+, and the file at \d+$/,
    (all) => void (all[NORM]!.data_offsets = [1e15, 1e15 + 128]),
  ),
  head("a place that another has", /overlaps another$/, (all) => void (all[NORM]!.data_offsets = [0, 128])),
  head(
    "a tensor named twice",
    /has bytes that belong to no tensor$/,
    (all) => JSON.stringify(all).replace(`"model.norm.weight"`, `"model.embed_tokens.weight"`),
  ),
  head(
    "a tensor named __proto__",
    /has the tensor "__proto__", which llama has not$/,
    (all) => JSON.stringify(all).replace(`"model.norm.weight"`, `"__proto__"`),
  ),
];

const FOLDERS: Hostile[] = [
  folder("no configuration", /config.json: there is no such file$/, () => without("config.json")),
  folder("no tokenizer", /tokenizer.json: there is no such file$/, () => without("tokenizer.json")),
  folder("no tensors", /model.safetensors: there is no such file$/, () => without("model.safetensors")),
  folder(
    "a configuration that is no JSON",
    /config.json: it is no JSON: /,
    () => smallHuggingFace({ "config.json": "{" }),
  ),
  folder(
    "a configuration that is a list",
    /config.json: it is no JSON object$/,
    () => smallHuggingFace({ "config.json": "[]" }),
  ),
  folder(
    "a tokenizer that is no JSON",
    /Cannot read tokenizer.json: /,
    () => smallHuggingFace({ "tokenizer.json": "{" }),
  ),
  folder("a SentencePiece tokenizer", /is a SentencePiece or WordPiece tokenizer/, () =>
    smallHuggingFace({
      "tokenizer.json": JSON.stringify({ ...TOKENIZER, model: { ...TOKENIZER.model, byte_fallback: true } }),
    })),
  folder(
    "a tokenizer that cuts text in its own way",
    /its pre_tokenizer.* is none of those known/,
    () =>
      smallHuggingFace({ "tokenizer.json": JSON.stringify({ ...TOKENIZER, pre_tokenizer: { type: "Whitespace" } }) }),
  ),
  config("an architecture without a graph", /its architecture is "mistral"/, { model_type: "mistral" }),
  config("no architecture", /model_type is missing$/, { model_type: undefined }),
  config("another activation", /hidden_act is "gelu", and only "silu" is supported$/, { hidden_act: "gelu" }),
  config("biases", /attention_bias is true, and only false is supported$/, { attention_bias: true }),
  config("a sliding window", /use_sliding_window is true/, { use_sliding_window: true }),
  config("another scaling of positions", /rotary scaling longrope is not supported$/, {
    rope_scaling: { rope_type: "longrope" },
  }),
  config("a scaling without its factor", /factor is missing$/, { rope_scaling: { type: "linear" } }),
  config("a part of each head rotated", /partial_rotary_factor is 0.5/, {
    rope_parameters: { partial_rotary_factor: 0.5 },
  }),
  config("another vocabulary than the tensors'", /has the shape 259 x 32, and its sizes say 260 x 32$/, {
    vocab_size: VOCABULARY + 1,
  }),
  config("heads that are too small", /head_size must be a multiple of 8$/, { num_attention_heads: 2, head_dim: 12 }),
  config("output embeddings that are missing", /lm_head.weight is missing, and tie_word_embeddings is not true$/, {
    tie_word_embeddings: false,
  }),
  config("words for what is true or false", /tie_word_embeddings is "yes", and must be true or false$/, {
    tie_word_embeddings: "yes",
  }),
  ...[
    ["a shard outside the folder", /it names the file "..\/model.safetensors"$/, {
      weight_map: { x: "../model.safetensors" },
    }],
    ["a shard by an absolute path", /it names the file "\/etc\/passwd"$/, { weight_map: { x: "/etc/passwd" } }],
    ["a shard that is a number", /it names the file 1$/, { weight_map: { x: 1 } }],
    ["no shards", /it names no files/, { weight_map: {} }],
    ["an index that says nothing", /it names no files/, {}],
    ["a shard that is missing", /a.safetensors: there is no such file$/, { weight_map: { x: "a.safetensors" } }],
  ].map(([what, says, index]): Hostile =>
    folder(
      what as string,
      says as RegExp,
      () => ({ ...without("model.safetensors"), "model.safetensors.index.json": JSON.stringify(index) }),
    )
  ),
  folder("a tensor in two shards", /has the tensor "model.norm.weight", and so has another file$/, () => ({
    ...without("model.safetensors"),
    "a.safetensors": safetensors(HUGGING_FACE_TENSORS),
    "b.safetensors": safetensors(HUGGING_FACE_TENSORS.filter(({ name }) => name === NORM)),
    "model.safetensors.index.json": JSON.stringify({ weight_map: { x: "a.safetensors", y: "b.safetensors" } }),
  })),
];

/** The error of an import, and the names that are left in its folder. */
async function refusal(content: Uint8Array | HuggingFaceFiles): Promise<{ error: unknown; left: string[] }> {
  const parent = await Deno.makeTempDir();
  try {
    const source = `${parent}/source`;
    if (content instanceof Uint8Array) Deno.writeFileSync(source, content);
    else writeFiles(source, content);
    const error = await importModel(source, `${parent}/out`).then(() => undefined, (error) => error);
    return { error, left: [...Deno.readDirSync(parent)].map(({ name }) => name) };
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

for (const [what, says, content] of [...HEADS, ...PLACES, ...MODELS, ...TOKENIZERS, ...SAFETENSORS, ...FOLDERS]) {
  Deno.test(`a checkpoint is refused in one line: ${what}`, async () => {
    const { error, left } = await refusal(content());
    assert.ok(error instanceof RefusedError, String(error));
    assert.match(error.message, says);
    assert.match(error.message, /^Cannot (import|read) [^\n]{1,400}$/);
    assert.deepEqual(left, ["source"]);
  });
}

Deno.test("the same checkpoints without damage are imported", async () => {
  for (const good of [gguf(smallGguf()), smallHuggingFace()]) {
    const { error, left } = await refusal(good);
    assert.equal(error, undefined);
    assert.deepEqual(left.sort(), ["out", "source"]);
  }
});

Deno.test("what is no file is refused", async () => {
  const parent = await Deno.makeTempDir();
  await assert.rejects(
    importModel(`${parent}/none`, `${parent}/out`),
    /Cannot import .*none: there is no such file or folder$/,
  );
  await assert.rejects(importModel(parent, `${parent}/out`), /config.json: there is no such file$/);
  await assert.rejects(importModel("/dev/zero", `${parent}/out`), /Cannot import \/dev\/zero: it is not a plain file$/);
  await Deno.remove(parent, { recursive: true });
});
