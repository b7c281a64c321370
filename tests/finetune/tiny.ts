import { type LearnedFolder, readLearnedFolder } from "../../codec/folder/read.ts";
import type { Batch } from "../../finetune/batch.ts";
import { parameterTable, type Part, readParameters } from "../../finetune/parameters.ts";
import { Trainer } from "../../finetune/trainer.ts";

/** The kinds of language model there is a tiny random codec of. */
export const KINDS = ["bart", "gpt2"] as const;

/** The folder of a tiny random codec. */
export function tinyPath(kind: string): string {
  return new URL(`tiny-${kind}`, import.meta.url).pathname;
}

export function tinyFolder(kind: string): Promise<LearnedFolder> {
  return readLearnedFolder(tinyPath(kind));
}

/** A tiny codec as make_vectors.py wrote it. */
export interface Reference {
  readonly batch: Batch;
  readonly losses: readonly number[];
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly maxNorm: number;
  /** All gradients, one behind the other. */
  readonly gradients: Float32Array;
}

export async function reference(kind: string): Promise<Reference> {
  const read = (ending: string) => Deno.readFile(`${tinyPath(kind)}.${ending}`);
  const json = JSON.parse(new TextDecoder().decode(await read("json")));
  const { ids, previous, mask, coordinates, snr_db, snr, bit, noise } = json.batch;
  const f32 = (values: number[]) => Float32Array.from(values);
  return {
    batch: {
      rows: json.rows,
      width: json.width,
      tokens: mask.reduce((sum: number, value: number) => sum + value, 0),
      ids: Int32Array.from(ids),
      previous: Int32Array.from(previous),
      mask: f32(mask),
      coordinates: f32(coordinates),
      snrDb: f32(snr_db),
      snr: f32(snr),
      bit: f32(bit),
      noise: f32(noise),
    },
    losses: json.losses,
    learningRate: json.learning_rate,
    weightDecay: json.weight_decay,
    maxNorm: json.max_norm,
    gradients: new Float32Array((await read("f32")).buffer),
  };
}

/** A trainer of a tiny codec, at the parameters of its folder. */
export async function tinyTrainer(kind: string, part: Part = "all"): Promise<Trainer> {
  const folder = await tinyFolder(kind);
  const table = parameterTable(folder, part);
  return await Trainer.open(folder, table, readParameters(folder.files.get("weights.bin")!, table), 1);
}
