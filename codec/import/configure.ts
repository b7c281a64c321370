import type { Activations, Configuration } from "../causal/configuration.ts";
import type { WeightType } from "../causal/formats.ts";
import { architectureGraph } from "../causal/graph/architecture.ts";
import { parseConfiguration } from "../causal/parse_configuration.ts";
import type { Checkpoint, SourceTensor } from "./checkpoint.ts";
import type { RefusedError } from "../../errors.ts";

/** The configuration of a codec that holds a checkpoint: its sizes, and the types that its tensors become. */
export function configure(
  { sizes, tensors, names }: Checkpoint,
  activations: Activations,
  refused: (why: string) => RefusedError,
): Configuration {
  const becomes = (matrix: string): WeightType => required(matrix).type.becomes;
  const required = (matrix: string): SourceTensor => {
    const { name } = names(matrix)!;
    return tensors.get(name) ?? fail(refused(`its tensor ${name} is missing`));
  };
  const types: Record<string, WeightType | WeightType[]> = { embedding: becomes("embedding") };
  if (tensors.has(names("output")!.name)) types.output = becomes("output");
  for (const matrix of architectureGraph(sizes.architecture).typed) {
    const all = Array.from({ length: sizes.layers }, (_, layer) => becomes(`layers.${layer}.${matrix}`));
    types[matrix] = new Set(all).size === 1 ? all[0]! : all;
  }
  return parseConfiguration({ ...sizes, activations, types }, refused);
}

function fail(error: Error): never {
  throw error;
}
