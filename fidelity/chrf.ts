import { type Counts, createCounter, defineMetric, type Metric } from "./metric.ts";
import { countNgramMatches, countNgrams } from "./ngrams.ts";
import { splitWords } from "../text/words.ts";

const CHARACTER_ORDER = 6;
const BETA = 2;

/** Places among the counts: six numbers from each of the first three on. */
const HYPOTHESIS = 0;
const REFERENCE = CHARACTER_ORDER;
const MATCHES = 2 * CHARACTER_ORDER;
const WORDS = 3 * CHARACTER_ORDER;
const WIDTH = WORDS + 1;

/**
 * Counts one hypothesis against its one reference, in Unicode code points without white space. The counts add up over
 * messages: character n-grams of the hypothesis (none where the reference is too short to have any) and of the
 * reference, clipped matches of the two, each order 1 first, and the words of both, which tell a message without a word
 * from one that was lost.
 */
export function countChrf(hypothesis: string, reference: string): number[] {
  const [hypothesisWords, referenceWords] = [splitWords(hypothesis), splitWords(reference)];
  const hypothesisCharacters = [...hypothesisWords.join("")];
  const referenceCharacters = [...referenceWords.join("")];
  const orders = Array.from({ length: CHARACTER_ORDER }, (_, i) => i + 1);
  const inReference = orders.map((order) => countNgrams(referenceCharacters.length, order));
  return [
    ...orders.map((order, i) => inReference[i]! > 0 ? countNgrams(hypothesisCharacters.length, order) : 0),
    ...inReference,
    ...countNgramMatches(hypothesisCharacters, referenceCharacters, CHARACTER_ORDER),
    hypothesisWords.length + referenceWords.length,
  ];
}

/**
 * chrF2, 0..1: the F-score, recall weighing twice as much as precision, of the character n-gram precision and recall, each
 * averaged over the orders 1 to 6 that both texts have. It is the score over 100 of sacreBLEU 2.6 with its defaults
 * (Popović, 2015), for a sentence or a corpus according to the counts.
 */
export function chrf2(counts: Counts): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let i = 0; i < CHARACTER_ORDER; i++) {
    const [hypothesis, reference] = [counts[HYPOTHESIS + i]!, counts[REFERENCE + i]!];
    if (hypothesis === 0 || reference === 0) continue;
    precision += counts[MATCHES + i]! / hypothesis;
    recall += counts[MATCHES + i]! / reference;
    orders++;
  }
  if (precision === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (1 + BETA ** 2) * precision * recall / (BETA ** 2 * precision + recall);
}

/** chrF2; of a corpus, from its summed counts. Texts without a word lost nothing: theirs is 1. */
export const chrf: Metric = defineMetric({
  name: "chrf2",
  title: "chrF2",
  usual: true,
  counter: createCounter(
    "chrf",
    WIDTH,
    ({ reconstruction: hypothesis, text: reference }) => countChrf(hypothesis, reference),
  ),
  ofCorpus: (sums) => sums[WORDS] === 0 ? 1 : chrf2(sums),
});
