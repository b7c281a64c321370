import { complexityOf } from "../../codec/folder/complexity.ts";
import type { CodecFolder } from "../../codec/folder/read.ts";
import { RefusedError } from "../../errors.ts";
import { RESAMPLES } from "../statistics/bootstrap.ts";
import { CHUNK, type Header } from "../plan/plan.ts";
import type { Complexity } from "./summary.ts";
import { AXES } from "../plan/sweep.ts";

/** The head of a report: every effective setting, what made the results, and on what machine. */
export function describeRun({ version, settings, codecs, data, shard }: Header): Record<string, string> {
  const { repeat, until_ci: bound, headline, metrics } = settings;
  return {
    ...Object.fromEntries(
      AXES.flatMap(({ name }) => {
        const values = settings[name] ?? [];
        return values.length === 0 ? [] : [[name.replaceAll("_", " "), values.join(", ")]];
      }),
    ),
    messages: `${data.messages}`,
    repeats: `${repeat}`,
    ...metrics.length > 0 && { "further metrics": metrics.join(", ") },
    "points end": bound === undefined
      ? "after all messages"
      : `where the interval of ${headline} is narrower than ${bound}, or after all messages`,
    intervals: `95 %, from ${RESAMPLES} bootstrap resamples of messages with a fixed seed`,
    batches: `chunks of ${CHUNK} messages`,
    ...shard !== undefined && { shard },
    "data sha256": data.sha256,
    ...Object.fromEntries(Object.entries(codecs).map(([codec, sha256]) => [`${codec} sha256`, sha256])),
    version: `semcom ${version}, Deno ${Deno.version.deno}`,
    machine: `${Deno.build.target}, ${navigator.hardwareConcurrency} cores`,
  };
}

/** What a codec costs. */
export function costOf(folder: CodecFolder): Complexity {
  const codec = { codec: folder.path, kind: folder.manifest.kind };
  try {
    return { ...codec, ...complexityOf(folder) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const bytes = [...folder.files.values()].reduce((sum, content) => sum + content.length, 0);
    return { ...codec, parameters: folder.manifest.parameters, bytes };
  }
}
