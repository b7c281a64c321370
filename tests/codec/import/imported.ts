import { checkGraphs } from "../../../codec/causal/check.ts";
import { CausalLanguageModel } from "../../../codec/causal/language_model.ts";
import type { CausalManifest } from "../../../codec/folder/causal_manifest.ts";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { importModel, type ImportOptions } from "../../../codec/import/import.ts";

const CHECKPOINTS = new URL("checkpoints/", import.meta.url);

/** The path of a checkpoint that make_checkpoints.py made. */
export function checkpoint(name: string): string {
  return new URL(name, CHECKPOINTS).pathname;
}

/** A checkpoint that was imported, in a folder that goes with it. */
export interface Imported extends AsyncDisposable {
  readonly folder: string;
  readonly manifest: CausalManifest;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Imports a checkpoint into a folder for temporary files. */
export async function imported(source: string, options: ImportOptions = {}): Promise<Imported> {
  const parent = await Deno.makeTempDir();
  const folder = `${parent}/codec`;
  const dispose = () => Deno.remove(parent, { recursive: true });
  try {
    const manifest = await importModel(source, folder, options);
    return { folder, manifest, files: await readFiles(folder), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The files of a codec folder. */
export async function readFiles(folder: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { name } of Deno.readDir(folder)) files.set(name, await Deno.readFile(`${folder}/${name}`));
  return files;
}

/** Opens a model that was imported, as the folder has it. */
export async function opened({ files }: Imported): Promise<CausalLanguageModel> {
  const manifest = parseManifest(new TextDecoder().decode(files.get("codec.json"))) as CausalManifest;
  checkGraphs(manifest, files);
  return await CausalLanguageModel.open(manifest, files, 1);
}

/** The answer of transformers: the log-probabilities of the tokens after the last of `ids`. */
export interface Reference {
  readonly ids: readonly number[];
  /** [positions, vocabulary] */
  readonly logProbabilities: readonly Float64Array[];
}

type Answers = Readonly<Record<string, { ids: number[]; logits: string }>>;

const answers = (file: string): Answers => JSON.parse(Deno.readTextFileSync(new URL(file, CHECKPOINTS)));

/** What transformers says of the checkpoints, and with PEFT of those that have adapters beside them. */
export const [PLAIN, ADAPTED] = ["logits.json", "adapted_logits.json"].map(answers) as [Answers, Answers];

/** Reads what is said of a checkpoint. */
export function reference(name: string, vocabulary: number, among: Answers = PLAIN): Reference {
  const { ids, logits } = among[name]!;
  const all = new Float32Array(Uint8Array.fromBase64(logits).buffer);
  const rows = Array.from(
    { length: all.length / vocabulary },
    (_, i) => all.subarray(i * vocabulary, (i + 1) * vocabulary),
  );
  return { ids, logProbabilities: rows.map(logSoftmax) };
}

function logSoftmax(logits: Float32Array): Float64Array {
  const max = Math.max(...logits);
  const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - max), 0)) + max;
  return Float64Array.from(logits, (logit) => logit - total);
}

/** The largest difference of two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
}
