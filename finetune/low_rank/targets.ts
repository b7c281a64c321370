import type { Architecture } from "../../codec/causal/configuration.ts";
import { architectureGraph } from "../../codec/causal/graph/architecture.ts";
import { adapterNames } from "../../codec/import/peft/names.ts";
import { unknownName } from "../../text/suggest.ts";

/** PEFT's word for all matrices of the layers. */
const ALL = "all-linear";

/**
 * The matrices of a layer that PEFT's names of modules stand for: a name stands for every module whose path ends with it.
 * @param targets All by default.
 * @throws {UsageError} for a name that stands for none.
 */
export function matricesOf(architecture: Architecture, targets: readonly string[] = [ALL]): string[] {
  const names = adapterNames(architecture);
  const { typed } = architectureGraph(architecture);
  // "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight" is of the module "self_attn.q_proj".
  const modules = typed.map((matrix) => names(`layers.0.${matrix}.lora_a`)!.name.split(".0.")[1]!.split(".lora_")[0]!);
  const isMeant = (target: string, module: string) => target === ALL || `.${module}`.endsWith(`.${target}`);
  const unknown = targets.find((target) => !modules.some((module) => isMeant(target, module)));
  if (unknown !== undefined) {
    throw unknownName("target", unknown, [ALL, ...new Set(modules.map((module) => module.split(".").at(-1)!))]);
  }
  return typed.filter((_, i) => targets.some((target) => isMeant(target, modules[i]!)));
}
