import { type CausalManifest, parseCausal } from "./causal_manifest.ts";
import { parseCommon, refused } from "./common_manifest.ts";
import type { LanguageModelSettings } from "../causal/settings.ts";
import { type LearnedManifest, parseLearned, STRUCTURES } from "./learned_manifest.ts";

/** The contents of `codec.json`. */
export type Manifest = LearnedManifest | CausalManifest;

/** The file that names all others of a codec folder. */
export const MANIFEST = "codec.json";

/** codec.json itself may have no more bytes than this. */
export const MAX_MANIFEST_BYTES = 2 ** 20;

/**
 * Reads the text of a `codec.json`.
 * @throws {RefusedError} naming the first field that is missing or out of range.
 */
export function parseManifest(json: string): Manifest {
  const common = parseCommon(json);
  if (common.kind === "causal") return parseCausal(common);
  if (Object.hasOwn(STRUCTURES, common.kind)) return parseLearned(common);
  throw refused(`kind must be one of ${[...Object.keys(STRUCTURES), "causal"].join(", ")}`);
}

/** True of a codec that is a causal language model, and has no rate adapter. */
export function isCausal(manifest: Manifest): manifest is CausalManifest {
  return manifest.kind === "causal";
}

/** The causal language model of a codec, if it has one. */
export function languageModelOf(manifest: Manifest): LanguageModelSettings | undefined {
  return isCausal(manifest) ? manifest : manifest.language_model;
}
