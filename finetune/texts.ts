import { RefusedError } from "../errors.ts";
import { readText, type TextFile } from "../text/read_text.ts";
import { holdBack, splitSentences } from "./sentences.ts";
import type { FinetuneSettings } from "./settings.ts";

/** The texts of a run. */
export interface Texts {
  readonly data: TextFile;
  /** The text to judge by, if it is one of its own. */
  readonly validation: TextFile | undefined;
  /** Sentences to learn from, and to judge by. */
  readonly train: readonly string[];
  readonly valid: readonly string[];
}

/**
 * Reads the texts of a run.
 * @throws {RefusedError} for one that cannot be read, or has too few sentences.
 */
export async function readTexts({ data: path, validation: judge, encoding }: FinetuneSettings): Promise<Texts> {
  const data = await readText(path, encoding);
  const validation = judge === undefined ? undefined : await readText(judge, encoding);
  const judged = validation && splitSentences(validation.text);
  if (judged?.length === 0) throw new RefusedError(`Cannot judge by ${judge}: it has no sentence`);
  return { data, validation, ...holdBack(splitSentences(data.text), judged) };
}
