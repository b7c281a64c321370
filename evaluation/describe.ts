import type { CodecFolder } from "../codec/folder.ts";
import { RESAMPLES } from "./bootstrap.ts";
import { CHUNK, type Header } from "./plan.ts";
import type { Complexity } from "./summary.ts";
import { AXES } from "./sweep.ts";

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
export function complexityOf({ path, manifest, files }: CodecFolder): Complexity {
  return {
    codec: path,
    kind: manifest.kind,
    parameters: manifest.parameters.total,
    embeddingParameters: manifest.parameters.embedding,
    bytes: [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
  };
}
