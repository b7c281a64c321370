import { type Counts, createCounter, defineMetric, type Metric } from "./metric.ts";
import { countNgramMatches, countNgrams } from "./ngrams.ts";
import { splitWords } from "../text/words.ts";

const CHARACTER_ORDER = 6;
/** Of chrF++; chrF2 has no n-grams of words. */
const WORD_ORDER = 2;
const BETA = 2;

/**
 * Counts one hypothesis against its one reference, in Unicode code points without white space. The counts add up over
 * messages: n-grams of the hypothesis (none where the reference is too short to have any) and of the reference, clipped
 * matches of the two, each for characters of the orders 1 to 6 and then for words of the orders 1 to `wordOrder`; and last
 * the words of both, which tell a message without a word from one that was lost.
 */
export function countChrf(hypothesis: string, reference: string, wordOrder: number = 0): number[] {
  const [hypothesisWords, referenceWords] = [splitWords(hypothesis), splitWords(reference)];
  const characters = countOrders([...hypothesisWords.join("")], [...referenceWords.join("")], CHARACTER_ORDER);
  const words = countOrders(hypothesisWords.flatMap(splitMark), referenceWords.flatMap(splitMark), wordOrder);
  return [
    ...characters.flatMap((counts, i) => [...counts, ...words[i]!]),
    hypothesisWords.length + referenceWords.length,
  ];
}

/** N-grams of the hypothesis, of the reference and clipped matches, order 1 first. */
function countOrders(hypothesis: readonly string[], reference: readonly string[], maxOrder: number): number[][] {
  const orders = Array.from({ length: maxOrder }, (_, i) => i + 1);
  const inReference = orders.map((order) => countNgrams(reference.length, order));
  return [
    orders.map((order, i) => inReference[i]! > 0 ? countNgrams(hypothesis.length, order) : 0),
    inReference,
    countNgramMatches(hypothesis, reference, maxOrder),
  ];
}

/**
 * Splits a mark of ASCII punctuation off a word's end or, where there is none, off its beginning: one mark only, as
 * sacreBLEU does it, so that "(hi)" is "(hi" and ")".
 */
function splitMark(word: string): string[] {
  if (word.length === 1) return [word];
  if (MARK.test(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!];
  return MARK.test(word[0]!) ? [word[0]!, word.slice(1)] : [word];
}

const MARK = /[!-/:-@[-`{-~]/;

/**
 * chrF2, 0..1: the F-score, recall weighing twice as much as precision, of n-gram precision and recall, each averaged over
 * the orders that both texts have. It is the score over 100 of sacreBLEU 2.6 with its defaults (Popović, 2015), or that of
 * chrF++ (Popović, 2017) where n-grams of words were counted besides; of a sentence or a corpus according to the counts.
 */
export function chrf2(counts: Counts, wordOrder: number = 0): number {
  const all = CHARACTER_ORDER + wordOrder;
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let i = 0; i < all; i++) {
    const [hypothesis, reference, matches] = [counts[i]!, counts[all + i]!, counts[2 * all + i]!];
    if (hypothesis === 0 || reference === 0) continue;
    precision += matches / hypothesis;
    recall += matches / reference;
    orders++;
  }
  if (precision === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (1 + BETA ** 2) * precision * recall / (BETA ** 2 * precision + recall);
}

/** Texts without a word lost nothing: theirs is 1. A corpus's is that of its summed counts. */
function defineChrf(name: string, counter: string, title: string, wordOrder: number, usual: boolean): Metric {
  const words = 3 * (CHARACTER_ORDER + wordOrder);
  return defineMetric({
    name,
    title,
    usual,
    counter: createCounter(
      counter,
      words + 1,
      ({ reconstruction, text }) => countChrf(reconstruction, text, wordOrder),
    ),
    ofCorpus: (sums) => sums[words] === 0 ? 1 : chrf2(sums, wordOrder),
  });
}

export const chrf: Metric = defineChrf("chrf2", "chrf", "chrF2", 0, true);

/** chrF++: with words and pairs of words beside the characters. */
export const chrfpp: Metric = defineChrf("chrfpp", "chrfpp", "chrF++", WORD_ORDER, false);
