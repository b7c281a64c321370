import { RefusedError, UsageError } from "../../../errors.ts";
import { exists } from "../../../runtime/open.ts";
import { makeWhole, writeWhole } from "../../../runtime/writing.ts";
import { adaptersOf, type Configuration, type LowRankAdapter, rankOf } from "../../causal/configuration.ts";
import { layOut } from "../../causal/graphs.ts";
import { architectureGraph } from "../../causal/graph/architecture.ts";
import { adapterParts, loraA, loraB } from "../../causal/low_rank.ts";
import { isCausal } from "../../folder/manifest.ts";
import { readCodecFolder } from "../../folder/read.ts";
import { decodeNumbers, encodeNumbers } from "../types/dense.ts";
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapterNames } from "./names.ts";
import { type Tensor, writeSafetensors } from "./safetensors_writer.ts";

/**
 * Writes the low-rank adapter of a codec as PEFT has it (adapter_config.json and safetensors): the same numbers in the same
 * type. Several are written as one that adds what all of them add, in float32.
 * @param codec A bundled codec's name, or the path of a folder.
 * @param out The folder, which must not exist yet.
 * @throws {RefusedError} for a codec without an adapter.
 * @throws {RunError} if the folder cannot be written.
 */
export async function exportAdapter(codec: string, out: string): Promise<void> {
  if (await exists(out)) throw new UsageError(`Cannot export to ${out}: it exists already: choose another folder`);
  const { manifest, files } = await readCodecFolder(codec, { purposes: ["language model"] });
  if (!isCausal(manifest) || adaptersOf(manifest.configuration).length === 0) {
    throw new RefusedError(`Cannot export the low-rank adapter of ${codec}: it has none`);
  }
  await makeWhole(out, async (partial) => {
    await writeWhole(`${partial}/${ADAPTER_WEIGHTS}`, writeSafetensors(tensorsOf(manifest.configuration, files)));
    await writeWhole(
      `${partial}/${ADAPTER_CONFIG}`,
      `${JSON.stringify(settingsOf(manifest.name, manifest.configuration), undefined, 2)}\n`,
    );
  });
}

/** The adapters of a model as one: their ranks side by side, at the scale of the first. */
function joined({ architecture, ...rest }: Configuration): LowRankAdapter {
  const adapters = adaptersOf(rest);
  const { scale, type } = adapters[0]!;
  const matrices = architectureGraph(architecture).typed
    .filter((matrix) => adapters.some(({ matrices }) => matrices.includes(matrix)));
  return { rank: rankOf(adapters), scale, matrices, type: adapters.length === 1 ? type : "F32" };
}

/** The matrices A and B of all layers, by PEFT's names. */
function tensorsOf(configuration: Configuration, files: ReadonlyMap<string, Uint8Array>): Tensor[] {
  const names = adapterNames(configuration.architecture);
  const layout = layOut(configuration);
  const whole = joined(configuration);
  const tensors = new Map<string, { shape: [number, number]; values: Float32Array<ArrayBuffer> }>();
  let before = 0; // rank of the adapters before
  adaptersOf(configuration).forEach(({ rank, scale }, index) => {
    const ratio = Math.fround(scale / whole.scale); // as the graph has it
    for (const { beside, letter, type, rows, columns, file, offset, bytes } of adapterParts(layout, index)) {
      const isA = letter === "A";
      const shape: [number, number] = isA ? [whole.rank, columns] : [rows, whole.rank];
      const name = names((isA ? loraA : loraB)(beside))!.name;
      const { values } = tensors.getOrInsertComputed(
        name,
        () => ({ shape, values: new Float32Array(shape[0] * shape[1]) }),
      );
      const part = decodeNumbers(type, files.get(file)!.subarray(offset, offset + bytes));
      const place = isA
        ? (i: number) => before * columns + i
        : (i: number) => Math.floor(i / rank) * whole.rank + before + i % rank;
      part.forEach((value, i) => values[place(i)] = isA ? value : value * ratio);
    }
    before += rank;
  });
  return [...tensors].map(([name, { shape, values }]) => {
    return { name, type: whole.type, shape, bytes: encodeNumbers(whole.type, values) };
  });
}

function settingsOf(name: string, configuration: Configuration): Record<string, unknown> {
  const { architecture } = configuration;
  const { rank, scale, matrices } = joined(configuration);
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
