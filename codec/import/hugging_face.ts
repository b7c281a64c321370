import { isRecord } from "../../runtime/json.ts";
import { gpt2NamesOfHuggingFace, gpt2OfConfig } from "./architectures/gpt2.ts";
import { LLAMA_NAMES_OF_HUGGING_FACE, llamaOfConfig } from "./architectures/llama.ts";
import type { Checkpoint, Sizes, SourceTensor, TensorNames } from "./checkpoint.ts";
import type { Facts } from "./facts.ts";
import { unknownArchitecture } from "./gguf_checkpoint.ts";
import { factsOf, type JsonFile, readJson, readText } from "./json_file.ts";
import { readSafetensors } from "./safetensors.ts";
import { shown } from "./shown.ts";
import { SourceFile } from "./source_file.ts";

const CONFIG = "config.json";
const TOKENIZER = "tokenizer.json";
const WEIGHTS = "model.safetensors";
const INDEX = "model.safetensors.index.json";

const MAX_SHARDS = 1000;

/** Older checkpoints keep other things beside the weights: masks, and frequencies that follow from config.json. */
const IGNORED = /\.attn\.(?:masked_)?bias$|\.rotary_emb\.inv_freq$/;

/**
 * A Hugging Face folder as a checkpoint: config.json, tokenizer.json, and model.safetensors or its shards.
 * @throws {RefusedError} if a file is missing or damaged, or the model cannot be imported.
 */
export function openHuggingFace(folder: string): Checkpoint {
  using stack = new DisposableStack();
  const config = readJson(folder, CONFIG);
  const { facts } = config;
  const shards = shardsOf(folder);
  const tensors = new Map<string, SourceTensor>();
  for (const name of shards) {
    const file = stack.use(SourceFile.open(`${folder}/${name}`));
    for (const tensor of readSafetensors(file, (name) => IGNORED.test(name))) {
      if (tensors.has(tensor.name)) {
        throw file.refused(`it has the tensor ${shown(tensor.name)}, and so has another file`);
      }
      tensors.set(tensor.name, tensor);
    }
  }
  const model = modelOf(facts, config, tensors);
  dropTied(facts, model, tensors);
  const token = (key: string) => tokenOf(config.value[key], model.sizes.vocabulary);
  const [begin, end] = [token("bos_token_id"), token("eos_token_id")];
  const tokenizer = readText(folder, TOKENIZER).text;
  const open = stack.move();
  return {
    path: folder,
    ...model,
    tensors,
    tokenizer,
    ...begin !== undefined && { begin },
    ...end !== undefined && { end },
    files: [CONFIG, TOKENIZER, ...shards].map((name) => `${folder}/${name}`),
    [Symbol.dispose]: () => open.dispose(),
  };
}

interface Model {
  readonly sizes: Sizes;
  readonly frequencies?: Float32Array;
  readonly names: TensorNames;
}

function modelOf(facts: Facts, { value, file }: JsonFile, tensors: ReadonlyMap<string, unknown>): Model {
  const architecture = facts.text("model_type");
  switch (architecture) {
    case "llama":
    case "qwen2": {
      const rotary = [value.rope_parameters, value.rope_scaling].find(isRecord) ?? {};
      const [sizes, frequencies] = llamaOfConfig(architecture, facts, factsOf(rotary, file));
      return { sizes, frequencies, names: LLAMA_NAMES_OF_HUGGING_FACE };
    }
    case "gpt2": {
      const prefix = tensors.has("wte.weight") ? "" : "transformer.";
      return { sizes: gpt2OfConfig(facts), names: gpt2NamesOfHuggingFace(prefix) };
    }
    default:
      throw unknownArchitecture(architecture, facts);
  }
}

/** Output embeddings that are the input's may be in a checkpoint all the same. */
function dropTied(facts: Facts, { names, sizes }: Model, tensors: Map<string, SourceTensor>): void {
  const { name } = names("output")!;
  const tied = facts.boolean("tie_word_embeddings", sizes.architecture === "gpt2");
  if (tied) tensors.delete(name);
  else if (!tensors.has(name)) {
    throw facts.refused(`its tensor ${name} is missing, and tie_word_embeddings is not true`);
  }
}

/** A token's id, or the first of several. */
function tokenOf(value: unknown, vocabulary: number): number | undefined {
  const id: unknown = Array.isArray(value) ? value[0] : value;
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocabulary ? id as number : undefined;
}

/** The names of the files with tensors. */
function shardsOf(folder: string): string[] {
  if (isFile(`${folder}/${WEIGHTS}`) || !isFile(`${folder}/${INDEX}`)) return [WEIGHTS];
  const { value, file } = readJson(folder, INDEX);
  const map = isRecord(value.weight_map) ? value.weight_map : {};
  const names = [...new Set(Object.values(map))].sort();
  if (names.length === 0 || names.length > MAX_SHARDS) throw file.refused("it names no files, or far too many");
  for (const name of names) {
    if (typeof name !== "string" || !PLAIN_NAME.test(name)) throw file.refused(`it names the file ${shown(name)}`);
  }
  return names as string[];
}

/** A file of the folder itself. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.safetensors$/;

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
