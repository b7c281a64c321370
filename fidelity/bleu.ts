import { type Counter, type Counts, createCounter, defineMetric, type Metric } from "./metric.ts";
import { countNgramMatches, countNgrams } from "./ngrams.ts";
import { tokenize13a } from "./tokenize13a.ts";
import { splitWords } from "../text/words.ts";

/** The highest n-gram order that is counted. */
const MAX_ORDER = 4;

/** An order of BLEU: BLEU-1 to BLEU-4. */
export type BleuOrder = 1 | 2 | 3 | 4;

/** Places among the counts: four numbers from each of the first two on. */
const MATCHES = 0;
const NGRAMS = MAX_ORDER;
const HYPOTHESIS_LENGTH = 2 * MAX_ORDER;
const REFERENCE_LENGTH = HYPOTHESIS_LENGTH + 1;
const WORDS = REFERENCE_LENGTH + 1;
const WIDTH = WORDS + 1;

/**
 * Counts one hypothesis against its one reference, in 13a tokens with their case. The counts add up over messages and
 * serve every order from 1 to 4: clipped n-gram matches and the hypothesis's n-grams, order 1 first, the tokens of the
 * hypothesis and of the reference, and the words of both, which tell a message without a word from one that was lost.
 *
 * @example
 * ```ts
 * import { countBleu } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const counts = countBleu("We agree", "We agree.");
 * assert.deepEqual(counts.slice(0, 4), [2, 1, 0, 0]); // n-grams that match, of one to four tokens
 * ```
 */
export function countBleu(hypothesis: string, reference: string): number[] {
  const hypothesisTokens = tokenize13a(hypothesis);
  const referenceTokens = tokenize13a(reference);
  return [
    ...countNgramMatches(hypothesisTokens, referenceTokens, MAX_ORDER),
    ...Array.from({ length: MAX_ORDER }, (_, i) => countNgrams(hypothesisTokens.length, i + 1)),
    hypothesisTokens.length,
    referenceTokens.length,
    splitWords(hypothesis).length + splitWords(reference).length,
  ];
}

/**
 * Corpus BLEU of the given order, 0..1: the geometric mean of the n-gram precisions up to it, times the brevity penalty,
 * with exponential smoothing. It is sacreBLEU 2.6's score over 100 (Papineni et al., 2002; Post, 2018). As there, it is 0
 * when no hypothesis is long enough to have an n-gram of that order, be it ever so right.
 *
 * @example
 * ```ts
 * import { corpusBleu, countBleu } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const counts = countBleu("We vote on that report.", "We vote on this report.");
 * assert.equal(corpusBleu(counts, 1), 5 / 6);
 * ```
 * @param counts The sum of what {@linkcode countBleu} counted.
 */
export function corpusBleu(counts: Counts, order: BleuOrder = MAX_ORDER): number {
  return bleu(counts, order);
}

/**
 * Sentence BLEU of the given order, 0..1: as {@linkcode corpusBleu}, but orders that the hypothesis is too short for are
 * left out ("effective order"), as in sacreBLEU's `sentence_bleu`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(sentenceBleu(countBleu("We agree.", "We agree.")), 1); // three tokens have no 4-gram
 * ```
 */
export function sentenceBleu(counts: Counts, order: BleuOrder = MAX_ORDER): number {
  let effective = 0;
  while (effective < order && counts[NGRAMS + effective]! > 0) effective++;
  return bleu(counts, effective);
}

/** True of a message whose text has tokens, but too few for one n-gram of the order: corpus BLEU of such messages is 0. */
export function isShortOfOrder(counts: Counts, order: BleuOrder = MAX_ORDER): boolean {
  const sent = counts[REFERENCE_LENGTH]!;
  return sent > 0 && sent < order;
}

/** Counts what {@linkcode countBleu} does. */
export const bleuCounter: Counter = createCounter(
  "bleu",
  WIDTH,
  ({ reconstruction, text }) => countBleu(reconstruction, text),
);

/** BLEU-1 to BLEU-4: sentence BLEU of a message, corpus BLEU of a corpus. Texts without a word lost nothing: theirs is 1. */
export const BLEU: readonly Metric[] = ([1, 2, 3, 4] as const).map((order) =>
  defineMetric({
    name: `bleu${order}`,
    title: `BLEU-${order}`,
    usual: true,
    counter: bleuCounter,
    ofCorpus: (sums) => sums[WORDS] === 0 ? 1 : corpusBleu(sums, order),
    ofMessage: (counts) => counts[WORDS] === 0 ? 1 : sentenceBleu(counts, order),
  })
);

/** BLEU from the orders 1 to `order`. */
function bleu(counts: Counts, order: number): number {
  if (counts[MATCHES] === 0) return 0;
  let logPrecisions = 0;
  let smoothing = 1;
  for (let i = 0; i < order; i++) {
    const ngrams = counts[NGRAMS + i]!;
    if (ngrams === 0) return 0;
    // Each order without a match counts as half of one match, then a quarter, and so on.
    const matches = counts[MATCHES + i]!;
    if (matches === 0) smoothing *= 2;
    logPrecisions += Math.log((matches === 0 ? 1 / smoothing : matches) / ngrams);
  }
  const received = counts[HYPOTHESIS_LENGTH]!;
  const sent = counts[REFERENCE_LENGTH]!;
  return (received < sent ? Math.exp(1 - sent / received) : 1) * Math.exp(logPrecisions / order);
}
