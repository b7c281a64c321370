import { complexityOf } from "../../codec/folder/complexity.ts";
import { readCodecFolder } from "../../codec/folder/read.ts";
import { coderNamed } from "../../codec/separate/registry.ts";
import { RefusedError } from "../../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { AXES } from "../plan/sweep.ts";
import { RESAMPLES } from "../statistics/bootstrap.ts";
import type { Complexity } from "../statistics/summary.ts";

/** Describes a run: every effective setting, all that made the results, and the machine. */
export function describeRun(plan: Plan): Record<string, string> {
  const { version, settings, codecs, knowledge, data, shard } = plan.header;
  const { repeat, until_ci: bound, headline, metrics, tokenize, effective_order: effectiveOrder } = settings;
  return {
    ...Object.fromEntries(
      AXES.flatMap(({ json }) => {
        const values = plan.valuesOf(json);
        return values.length === 0 ? [] : [[json.replaceAll("_", " "), values.join(", ")]];
      }),
    ),
    messages: `${data.messages}`,
    repeats: `${repeat}`,
    ...metrics.length > 0 && { "further metrics": metrics.join(", ") },
    bleu: `sacreBLEU's: tokens ${tokenize}, exponential smoothing, effective order ${effectiveOrder ? "yes" : "no"}`,
    "points end": bound === undefined
      ? "after all messages"
      : `where the interval of ${headline} is narrower than ${bound}, or after all messages`,
    intervals:
      `95 %: of shares of messages Wilson's, of others from ${RESAMPLES} bootstrap resamples of messages with a fixed seed`,
    batches: `units of ${data.unit} messages`,
    ...shard !== undefined && { shard },
    "data sha256": data.sha256,
    ...Object.fromEntries(
      Object.entries({ ...codecs, ...knowledge }).map(([name, sha256]) => [`${name} sha256`, sha256]),
    ),
    version: `semcom ${version}, Deno ${Deno.version.deno}`,
    machine: `${Deno.build.target}, ${navigator.hardwareConcurrency} cores`,
  };
}

/**
 * Counts what a codec costs: a source code has no parameters and no files.
 * @param codec A bundled codec's or a source code's name, or the path of a codec folder.
 */
export async function countCost(codec: string): Promise<Complexity> {
  if (coderNamed(codec) !== undefined) {
    return { codec, kind: codec, parameters: { total: 0, embedding: 0 }, bytes: 0 };
  }
  const folder = await readCodecFolder(codec, { purposes: ["learned"] });
  const { kind, parameters } = folder.manifest;
  try {
    return { codec, kind, ...complexityOf(folder) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const bytes = [...folder.files.values()].reduce((sum, content) => sum + content.length, 0);
    return { codec, kind, parameters, bytes };
  }
}
