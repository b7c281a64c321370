/**
 * Adds to the codec gpt2-mini the causal language model that is inside it, the same to the byte each time:
 *
 *     deno run -A models/recipe/gpt2_mini/language_model.ts models/gpt2-mini
 *
 * The receiver's model adds to each token's embedding what was heard of it. Where nothing is heard that is a vector of
 * the position alone, so it is a part of the learnt position, and what is left is a GPT-2 with a bias a token.
 */
import type { Configuration } from "../../../codec/causal/configuration.ts";
import type { WeightType } from "../../../codec/causal/formats.ts";
import { buildGraphs, layOut } from "../../../codec/causal/graphs.ts";
import { OUTPUT_BIAS } from "../../../codec/causal/graph/frame.ts";
import { parseConfiguration } from "../../../codec/causal/parse_configuration.ts";
import { gpt2NamesOfHuggingFace } from "../../../codec/import/architectures/gpt2.ts";
import type { Checkpoint, SourceTensor } from "../../../codec/import/checkpoint.ts";
import { F16, F32 } from "../../../codec/import/types/dense.ts";
import { writeWeights } from "../../../codec/import/write_weights.ts";
import { hashHex } from "../../../runtime/sha256.ts";
import { memoryOfNothing } from "./memory.ts";
import { StoredTensors } from "./stored_tensors.ts";

/**
 * The type of the matrices, which holds weights.bin's numbers exactly. Q8_0 has half the bytes and takes as many bits a
 * word, but 1.2 to 1.5 times as long for a step of 16 hypotheses or more, and up to twice as long to read a text.
 */
const TYPE: WeightType = "F16";

/** `<s>`, which stands before the first token. Of a dozen line's ends and short sentences after it each made messages dearer. */
const PROMPT = [0];

/** `</s>`, which training never showed. */
const END = 2;

/**
 * What training showed instead are sentences that a line's end follows. So the end takes the embedding of that token,
 * and its bias plus this: of 250 lines each of Europarl, books and dialogue for training, it then costs 0.37, 0.77 and
 * 1.12 bits a message, with what it takes from other tokens. A line's end itself costs 1.50, 2.10 and 2.80.
 */
const END_BIAS = 3;

/** Bits a token of those 750 lines, as the spinal scheme counts them. */
const TYPICAL_BITS = 8;

/** The parts of a learned codec's codec.json that a language model follows from. */
interface Source {
  readonly d: number;
  readonly heads: number;
  readonly feed_forward: number;
  readonly vocabulary: number;
  readonly max_tokens: number;
  readonly layers: { readonly transmitter: number; readonly receiver: number };
  readonly tensors: StoredTensors["table"];
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/**
 * Writes the graphs and weights of the language model of a codec of kind gpt2, and its codec.json with the section
 * `language_model`.
 * @param folder The codec.
 * @param out The folder that they are written into.
 */
export async function makeLanguageModel(folder: string, out = folder): Promise<void> {
  const manifest: Source = JSON.parse(await Deno.readTextFile(`${folder}/codec.json`));
  const tokenizer = await Deno.readTextFile(`${folder}/tokenizer.json`);
  const lineEnd: number = JSON.parse(tokenizer).model.vocab["Ċ"];
  const configuration = configure(manifest);
  const tensors = new StoredTensors(manifest.tensors, await Deno.readFile(`${folder}/weights.bin`));
  const checkpoint: Checkpoint = {
    path: folder,
    sizes: configuration,
    tensors: convert(tensors, lineEnd),
    names: (matrix) => matrix === OUTPUT_BIAS ? { name: BIAS } : NAMES(matrix),
    tokenizer,
    files: [],
    [Symbol.dispose]() {},
  };
  const layout = layOut(configuration);
  for (const name of layout.files.keys()) await Deno.remove(`${out}/${name}`).catch(() => {}); // those made before
  const { files } = await writeWeights(checkpoint, layout, out, () => Promise.resolve());
  for (const [name, graph] of buildGraphs(configuration, layout)) {
    await Deno.writeFile(`${out}/${name}`, graph);
    files[name] = { bytes: graph.length, sha256: await hashHex(graph) };
  }
  const all = Object.entries({ ...manifest.files, ...files }).sort(([a], [b]) => a < b ? -1 : 1);
  const { files: _, ...rest } = manifest;
  const settings = { configuration, prompt: PROMPT, end: END, typical_bits: TYPICAL_BITS };
  const whole = { ...rest, language_model: settings, files: Object.fromEntries(all) };
  await Deno.writeTextFile(`${out}/codec.json`, `${JSON.stringify(whole, undefined, 2)}\n`);
}

function configure({ layers, d, heads, feed_forward, vocabulary, max_tokens }: Source): Configuration {
  const typed = ["embedding", "query_key_value", "attention_output", "up", "down"];
  return parseConfiguration({
    architecture: "gpt2",
    layers: layers.transmitter + layers.receiver,
    width: d,
    heads,
    key_value_heads: heads,
    head_size: d / heads,
    feed_forward,
    vocabulary,
    context: max_tokens,
    epsilon: 1e-5,
    activations: "F32",
    output_bias: true,
    types: Object.fromEntries(typed.map((name) => [name, TYPE])),
  }, (why) => new Error(why));
}

const BACKBONE = "codec.backbone.lm.";
const BIAS = "codec.output_bias";
const NAMES = gpt2NamesOfHuggingFace(BACKBONE);

/** The parameters of the language model alone, as those of a GPT-2. */
function convert(tensors: StoredTensors, lineEnd: number): Map<string, SourceTensor> {
  const all = new Map<string, SourceTensor>();
  for (const [name, { shape }] of Object.entries(tensors.table)) {
    if (name.startsWith(BACKBONE)) all.set(name, { name, type: F16, shape, read: () => tensors.bytes(name) });
  }
  const replace = (name: string, numbers: Float16Array<ArrayBuffer> | Float32Array<ArrayBuffer>) => {
    const type = numbers instanceof Float16Array ? F16 : F32;
    const { shape } = tensors.table[name]!;
    all.set(name, { name, type, shape, read: () => new Uint8Array(numbers.buffer) });
  };
  const of = (matrix: string) => NAMES(matrix)!.name;
  const [embedding, position] = [of("embedding"), of("position")];
  const width = tensors.table[embedding]!.shape[1]!;
  // The codec takes the rows times the root of their width as embeddings, and as they are for logits. Here they are
  // multiplied once, and the hidden states that meet them for logits are divided by it: a power of two, so nothing is
  // rounded.
  const scale = Math.sqrt(width);
  if (!Number.isInteger(Math.log2(scale))) throw new Error(`The root of ${width} is no power of two`);
  const rows = Float16Array.from(tensors.numbers(embedding), (number) => number * scale);
  rows.copyWithin(END * width, lineEnd * width, (lineEnd + 1) * width);
  replace(embedding, rows);
  for (const name of [of("output_norm"), of("output_norm.bias")]) {
    replace(name, Float32Array.from(tensors.numbers(name), (number) => number / scale));
  }
  const memory = memoryOfNothing(tensors);
  const sums = tensors.rows(position).map((row, t) => row.map((number, i) => number + memory[t]![i]!));
  replace(position, Float32Array.from(sums.flatMap((row) => [...row])));
  const bias = Float32Array.from(tensors.numbers(BIAS));
  bias[END] = bias[lineEnd]! + END_BIAS;
  replace(BIAS, bias);
  return all;
}

if (import.meta.main) {
  const [folder] = Deno.args;
  if (folder === undefined) throw new Error("Give the folder of the codec");
  await makeLanguageModel(folder);
}
