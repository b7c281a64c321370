import type { LearnedFolder } from "../codec/folder/read.ts";
import { FOR_FINE_TUNING } from "../codec/folder/learned_manifest.ts";
import { Tokenizer } from "../codec/text/tokenizer.ts";
import { TOKENIZER } from "../codec/text/tokenizer_file.ts";
import { WEIGHTS } from "../runtime/session.ts";
import { drawBatch } from "./examples.ts";
import { drawMixedLinks } from "./links.ts";
import { parameterTable, readParameters } from "./parameters.ts";
import { Trainer } from "./trainer.ts";

/**
 * Runs the graphs of a codec folder that fine-tuning runs, if it has them: one step, after which nothing is kept.
 * @throws {SemcomError} if the runtime refuses a graph or fails.
 */
export async function rehearseTuning(folder: LearnedFolder, threads: number): Promise<void> {
  const { manifest, files } = folder;
  if (!FOR_FINE_TUNING.every((name) => files.has(name))) return;
  const table = parameterTable(folder, "all");
  const values = readParameters(files.get(WEIGHTS)!, table);
  await using trainer = await Trainer.open(folder, table, values, threads);
  using tokenizer = new Tokenizer(new TextDecoder().decode(files.get(TOKENIZER)), manifest.vocabulary);
  const rows = ["The gate is open.", "We shall vote on this report today."].map((text) =>
    tokenizer.encode(text).subarray(0, manifest.max_tokens)
  );
  const batch = drawBatch(rows, drawMixedLinks(2 * manifest.max_uses), manifest, 0, 0);
  await trainer.guess(batch);
  await trainer.step(batch, { learningRate: 1e-4, weightDecay: 0.01, maxNorm: 1 });
}
