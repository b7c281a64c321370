import { checkGraphs } from "../../codec/causal/check.ts";
import { CausalLanguageModel } from "../../codec/causal/language_model.ts";
import type { CausalManifest } from "../../codec/folder/causal_manifest.ts";
import { parseManifest } from "../../codec/folder/manifest.ts";

/** The manifest and the files of a causal codec's folder. */
export async function readFolder(folder: string): Promise<[CausalManifest, Map<string, Uint8Array<ArrayBuffer>>]> {
  const manifest = parseManifest(await Deno.readTextFile(`${folder}/codec.json`)) as CausalManifest;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of Object.keys(manifest.files)) files.set(name, await Deno.readFile(`${folder}/${name}`));
  return [manifest, files];
}

/** Opens the model of a causal codec's folder. */
export async function openFolder(folder: string, threads = 1): Promise<CausalLanguageModel> {
  const [manifest, files] = await readFolder(folder);
  checkGraphs(manifest, files);
  return await CausalLanguageModel.open(manifest, files, threads);
}
