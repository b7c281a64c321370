import { createHash } from "node:crypto";
import type { Message } from "../../link/link.ts";

/** The messages of an evaluation, with their identity. */
export interface Corpus {
  readonly messages: readonly Message[];
  /** Of the indices and the texts. */
  readonly sha256: string;
}

/**
 * Makes a corpus of messages, whose indices decide their noise and are no two alike.
 *
 * @example
 * ```ts
 * import { createCorpus } from "@semcom/semcom";
 *
 * const corpus = createCorpus(["We agree.", "No."].map((text, i) => ({ index: i + 1, text })));
 * console.assert(corpus.messages.length === 2);
 * ```
 */
export function createCorpus(messages: readonly Message[]): Corpus {
  const hash = createHash("sha256");
  for (const { index, text } of messages) hash.update(`${index}\t${text}\n`);
  return { messages, sha256: hash.digest("hex") };
}
