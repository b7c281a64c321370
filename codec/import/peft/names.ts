import type { Architecture } from "../../causal/configuration.ts";
import { gpt2NamesOfHuggingFace } from "../architectures/gpt2.ts";
import { LLAMA_NAMES_OF_HUGGING_FACE } from "../architectures/llama.ts";
import type { TensorNames } from "../checkpoint.ts";

/** The files of an adapter as PEFT writes it (https://github.com/huggingface/peft). */
export const ADAPTER_CONFIG = "adapter_config.json";
export const ADAPTER_WEIGHTS = "adapter_model.safetensors";

/** PEFT puts this before the names of all tensors of an adapter. */
const PREFIX = "base_model.model.";

/** True of the name of a tensor that is one of an adapter as PEFT writes it. */
export function isOfAdapter(tensor: string): boolean {
  return tensor.startsWith(PREFIX);
}

/** PEFT's names of A and B: those that Hugging Face gives to the matrices beside which they lie. */
export function adapterNames(architecture: Architecture): TensorNames {
  const names = architecture === "gpt2" ? gpt2NamesOfHuggingFace("transformer.") : LLAMA_NAMES_OF_HUGGING_FACE;
  return (matrix) => {
    const [, beside, letter] = /^(.+)\.lora_([ab])$/.exec(matrix) ?? [];
    const name = beside === undefined ? undefined : names(beside)?.name;
    if (name === undefined) return undefined;
    return { name: `${PREFIX}${name.replace(/\.weight$/, "")}.lora_${letter!.toUpperCase()}.weight` };
  };
}
