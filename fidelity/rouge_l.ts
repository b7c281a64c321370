import { commonSubsequenceLength } from "../text/common_subsequence.ts";
import { createCounter, defineMetric, type Metric } from "./metric.ts";
import { splitWords } from "../text/words.ts";

/**
 * ROUGE-L of one message, 0..1: the F1 of precision and recall of the longest common subsequence of words, which are runs
 * of `a-z0-9` after lower-casing (Lin, 2004; Google's `rouge_score` without stemming). As there, a text that has no such
 * word, in another script for example, scores 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(rougeL("The cat, it sat!", "the cat sat down"), 3 / 4);
 * ```
 */
export function rougeL(hypothesis: string, reference: string): number {
  const hypothesisWords = rougeWords(hypothesis);
  const referenceWords = rougeWords(reference);
  if (hypothesisWords.length === 0 || referenceWords.length === 0) return 0;
  // The harmonic mean of lcs / hypothesis words and lcs / reference words.
  const common = commonSubsequenceLength(hypothesisWords, referenceWords);
  return 2 * common / (hypothesisWords.length + referenceWords.length);
}

/** ROUGE-L F1; of a corpus, the mean over its messages. Where neither text has a word, none was lost: it is 1. */
export const rouge: Metric = defineMetric({
  name: "rouge_l",
  title: "ROUGE-L",
  usual: true,
  counter: createCounter("rouge_l", 2, ({ reconstruction: hypothesis, text: reference }) => {
    const isBlank = splitWords(hypothesis).length === 0 && splitWords(reference).length === 0;
    return [isBlank ? 1 : rougeL(hypothesis, reference), 1];
  }),
  ofCorpus: (sums) => sums[0]! / sums[1]!,
});

function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
