import type { LowRankAdapter } from "../../causal/configuration.ts";
import type { DenseType } from "../../causal/formats.ts";
import { MAX_RANK } from "../../causal/parse_configuration.ts";
import { architectureGraph } from "../../causal/graph/architecture.ts";
import { isRecord } from "../../../runtime/json.ts";
import type { Checkpoint, SourceTensor } from "../checkpoint.ts";
import { readJson } from "../json_file.ts";
import { readSafetensors } from "../safetensors.ts";
import { shown } from "../shown.ts";
import { SourceFile } from "../source_file.ts";
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapterNames } from "./names.ts";

/** PEFT's settings that change what an adapter computes: none but these values is understood. */
const PLAIN = {
  peft_type: "LORA",
  bias: "none",
  use_dora: false,
  use_rslora: false,
  use_qalora: false,
  use_bdlora: false,
  lora_bias: false,
} as const;

/** Settings that must be empty: they make layers differ, or add to what an adapter computes. */
const EMPTY = [
  "rank_pattern",
  "alpha_pattern",
  "modules_to_save",
  "layers_to_transform",
  "layer_replication",
  "alora_invocation_tokens",
  "arrow_config",
  "kasa_config",
];

/**
 * A checkpoint with a low-rank adapter beside it, read from the folder that PEFT writes.
 * @throws {RefusedError} if a file is missing or damaged, or the adapter is not one of the model's matrices alone.
 */
export function withAdapter(checkpoint: Checkpoint, folder: string): Checkpoint {
  using stack = new DisposableStack();
  stack.use(checkpoint);
  const { facts, value, file } = readJson(folder, ADAPTER_CONFIG);
  for (const [key, expected] of Object.entries(PLAIN)) facts.expect(key, expected);
  for (const key of EMPTY) {
    const patterns = value[key];
    const isEmpty = patterns === undefined || patterns === null ||
      isRecord(patterns) && Object.keys(patterns).length === 0;
    if (!isEmpty) throw file.refused(`${key} is ${shown(patterns)}, and only an empty one is supported`);
  }
  const rank = facts.integer("r", 1, MAX_RANK);
  const scale = facts.number("lora_alpha") / rank;
  const weights = stack.use(SourceFile.open(`${folder}/${ADAPTER_WEIGHTS}`));
  const tensors = new Map(readSafetensors(weights, () => false).map((tensor) => [tensor.name, tensor]));
  const names = adapterNames(checkpoint.sizes.architecture);
  const matrices = architectureGraph(checkpoint.sizes.architecture).typed
    .filter((matrix) => tensors.has(names(`layers.0.${matrix}.lora_a`)!.name));
  if (matrices.length === 0) throw weights.refused("it has no matrix of a low-rank adapter for this model");
  const adapter: LowRankAdapter = { rank, scale, matrices, type: typeOf(tensors, weights) };
  const open = stack.move();
  return {
    ...checkpoint,
    sizes: { ...checkpoint.sizes, adapter },
    tensors: new Map([...checkpoint.tensors, ...tensors]),
    names: (matrix) => names(matrix) ?? checkpoint.names(matrix),
    files: [...checkpoint.files, `${folder}/${ADAPTER_CONFIG}`, `${folder}/${ADAPTER_WEIGHTS}`],
    [Symbol.dispose]: () => open.dispose(),
  };
}

function typeOf(tensors: ReadonlyMap<string, SourceTensor>, weights: SourceFile): DenseType {
  const types = new Set([...tensors.values()].map(({ type }) => type.becomes as DenseType));
  if (types.size === 1) return [...types][0]!;
  throw weights.refused(`its tensors have the types ${[...types].join(", ")}, and may have one alone`);
}
