import type { Architecture } from "../causal/configuration.ts";
import { SIZE_RANGES } from "../causal/configuration.ts";
import { GPT2_NAMES_OF_GGUF, gpt2OfGguf } from "./architectures/gpt2.ts";
import { llamaNamesOfGguf, llamaOfGguf } from "./architectures/llama.ts";
import type { Checkpoint, Sizes, SourceTensor, TensorNames } from "./checkpoint.ts";
import { Facts } from "./facts.ts";
import { readGguf } from "./gguf.ts";
import { tokenizerOfGguf } from "./gguf_tokenizer.ts";
import { shown } from "./shown.ts";
import { SourceFile } from "./source_file.ts";
import { SOURCE_TYPES } from "./types/registry.ts";
import { viewOf } from "./types/source_type.ts";

/** A tensor of factors that the frequencies of rotary positions are divided by; it is no matrix of the model. */
const FREQUENCY_FACTORS = "rope_freqs.weight";

/**
 * A GGUF file as a checkpoint.
 * @throws {RefusedError} if it is damaged, or holds a model that cannot be imported.
 */
export function openGguf(path: string): Checkpoint {
  using stack = new DisposableStack();
  const file = stack.use(SourceFile.open(path));
  const { metadata, tensors } = readGguf(file);
  const facts = new Facts((key) => metadata.get(key), (why) => file.refused(why));
  const sources = new Map([...tensors.values()].map(({ name, type, shape, offset, bytes }): [string, SourceTensor] => [
    name,
    { name, type: SOURCE_TYPES.get(type)!, shape, read: () => file.read(offset, bytes) },
  ]));
  const rows = sources.get("token_embd.weight")?.shape[0];
  const [min, max] = SIZE_RANGES.vocabulary;
  if (rows === undefined || rows < min || rows > max) throw file.refused("it has no token embeddings of a usual size");
  const model = modelOf(facts, rows);
  const factors = sources.get(FREQUENCY_FACTORS);
  if (factors !== undefined) divide(model.frequencies, factors, facts);
  sources.delete(FREQUENCY_FACTORS);
  const token = (key: string) => facts.has(key) ? facts.integer(key, 0, rows - 1) : undefined;
  const [begin, end] = [token("tokenizer.ggml.bos_token_id"), token("tokenizer.ggml.eos_token_id")];
  const tokenizer = tokenizerOfGguf(metadata, facts);
  const open = stack.move();
  return {
    path,
    ...model,
    tensors: sources,
    tokenizer,
    ...begin !== undefined && { begin },
    ...end !== undefined && { end },
    ...facts.has("general.name") && { title: facts.text("general.name") },
    ...facts.has("general.license") && { licence: facts.text("general.license") },
    files: [path],
    [Symbol.dispose]: () => open.dispose(),
  };
}

interface Model {
  readonly sizes: Sizes;
  readonly frequencies?: Float32Array;
  readonly names: TensorNames;
}

function modelOf(facts: Facts, vocabulary: number): Model {
  const architecture = facts.text("general.architecture");
  switch (architecture) {
    case "llama":
    case "qwen2": {
      const [sizes, frequencies] = llamaOfGguf(architecture, facts, vocabulary);
      return { sizes, frequencies, names: llamaNamesOfGguf(sizes) };
    }
    case "gpt2":
      return { sizes: gpt2OfGguf(facts, vocabulary), names: GPT2_NAMES_OF_GGUF };
    default:
      throw unknownArchitecture(architecture, facts);
  }
}

/** The error of an architecture for which there is no graph. */
export function unknownArchitecture(architecture: string, facts: Facts): Error {
  const known: readonly Architecture[] = ["llama", "qwen2", "gpt2"];
  return facts.refused(`its architecture is ${shown(architecture)}, and known are ${known.join(", ")}`);
}

function divide(frequencies: Float32Array = new Float32Array(), factors: SourceTensor, facts: Facts): void {
  if (factors.type.name !== "F32" || factors.shape.length !== 1 || factors.shape[0] !== frequencies.length) {
    throw facts.refused(`its tensor ${FREQUENCY_FACTORS} does not fit its heads`);
  }
  const view = viewOf(factors.read());
  frequencies.forEach((frequency, i) => frequencies[i] = frequency / view.getFloat32(4 * i, true));
}
