import type { Target } from "./target.ts";
import { commandLine } from "./targets/arguments.ts";
import { codecJson, tokenizerJson } from "./targets/folder_files.ts";
import { graph } from "./targets/graph.ts";
import { configJson, ggufFile, importedTokenizer, safetensors } from "./targets/models.ts";
import { results } from "./targets/results.ts";

/** Every parser of what others wrote. */
export const TARGETS: readonly Target[] = [
  graph,
  codecJson,
  tokenizerJson,
  ggufFile,
  safetensors,
  configJson,
  importedTokenizer,
  results,
  commandLine,
];
