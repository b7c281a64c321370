import { RefusedError, UsageError } from "../../../errors.ts";
import { exists } from "../../../runtime/open.ts";
import { makeWhole, writeWhole } from "../../../runtime/writing.ts";
import { layOut } from "../../causal/graphs.ts";
import { adapterParts } from "../../causal/low_rank.ts";
import type { CausalManifest } from "../../folder/causal_manifest.ts";
import { isCausal } from "../../folder/manifest.ts";
import { readCodecFolder } from "../../folder/read.ts";
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapterNames } from "./names.ts";
import { type Tensor, writeSafetensors } from "./safetensors_writer.ts";

/**
 * Writes the low-rank adapter of a codec as PEFT has it (adapter_config.json and safetensors): the same numbers in the same
 * type.
 * @param codec A bundled codec's name, or the path of a folder.
 * @param out The folder, which must not exist yet.
 * @throws {RefusedError} for a codec without an adapter.
 * @throws {RunError} if the folder cannot be written.
 */
export async function exportAdapter(codec: string, out: string): Promise<void> {
  if (await exists(out)) throw new UsageError(`Cannot export to ${out}: it exists already: choose another folder`);
  const { manifest, files } = await readCodecFolder(codec, { purposes: ["language model"] });
  if (!isCausal(manifest) || manifest.configuration.adapter === undefined) {
    throw new RefusedError(`Cannot export the low-rank adapter of ${codec}: it has none`);
  }
  await makeWhole(out, async (partial) => {
    await writeWhole(`${partial}/${ADAPTER_WEIGHTS}`, writeSafetensors(tensorsOf(manifest, files)));
    await writeWhole(`${partial}/${ADAPTER_CONFIG}`, `${JSON.stringify(settingsOf(manifest), undefined, 2)}\n`);
  });
}

/** The matrices A and B of all layers, by PEFT's names. */
function tensorsOf({ configuration }: CausalManifest, files: ReadonlyMap<string, Uint8Array>): Tensor[] {
  const names = adapterNames(configuration.architecture);
  return adapterParts(layOut(configuration)).map(({ name, type, rows, columns, file, offset, bytes }) => {
    const content = files.get(file)!.subarray(offset, offset + bytes);
    return { name: names(name)!.name, type, shape: [rows, columns], bytes: content };
  });
}

function settingsOf({ name, configuration }: CausalManifest): Record<string, unknown> {
  const { architecture } = configuration;
  const { rank, scale, matrices } = configuration.adapter!;
  const names = adapterNames(architecture);
  // With the module that it is in, since GPT-2 has two of one name: PEFT compares the ends of names.
  const modules = matrices.map((matrix) => names(`layers.0.${matrix}.lora_a`)!.name.split(".").slice(-4, -2).join("."));
  return {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: name,
    r: rank,
    lora_alpha: scale * rank,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: architecture === "gpt2",
    target_modules: modules.sort(),
    inference_mode: true,
  };
}
