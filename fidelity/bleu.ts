import { type Counts, createCounter, defineMetric, type Metric } from "./metric.ts";
import { countNgramMatches, countNgrams } from "./ngrams.ts";
import { type Tokenize, type TokenizerName, TOKENIZERS } from "./tokenizers.ts";
import { splitWords } from "../text/words.ts";

/** The highest n-gram order that is counted. */
const MAX_ORDER = 4;

/** An order of BLEU: BLEU-1 to BLEU-4. */
export type BleuOrder = 1 | 2 | 3 | 4;

/** How BLEU is computed; sacreBLEU's options of the same names. */
export interface BleuSettings {
  /** The tokenisation of both texts. */
  readonly tokenize: TokenizerName;
  /** Leaves out orders that there is no n-gram of, so that short texts have a BLEU as well. */
  readonly effectiveOrder: boolean;
}

/** sacreBLEU's defaults of corpora. */
export const USUAL_BLEU: BleuSettings = { tokenize: "13a", effectiveOrder: false };

/** Places among the counts: four numbers from each of the first three on. */
const MATCHES = 0;
const HYPOTHESIS = MAX_ORDER;
const REFERENCE = 2 * MAX_ORDER;
const WORDS = 3 * MAX_ORDER;
const WIDTH = WORDS + 1;

/**
 * Counts one hypothesis against its one reference, in tokens (13a's by default) with their case. The counts add up over
 * messages and serve every order from 1 to 4: clipped n-gram matches, the hypothesis's n-grams and the reference's, each order 1
 * first, and the words of both, which tell a message without a word from one that was lost.
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
export function countBleu(
  hypothesis: string,
  reference: string,
  tokenize: Tokenize = TOKENIZERS[USUAL_BLEU.tokenize],
): number[] {
  const [hypothesisTokens, referenceTokens] = [tokenize(hypothesis), tokenize(reference)];
  return [
    ...countNgramMatches(hypothesisTokens, referenceTokens, MAX_ORDER),
    ...[hypothesisTokens, referenceTokens].flatMap(({ length }) =>
      Array.from({ length: MAX_ORDER }, (_, i) => countNgrams(length, i + 1))
    ),
    splitWords(hypothesis).length + splitWords(reference).length,
  ];
}

/**
 * BLEU of the given order, 0..1: the geometric mean of the n-gram precisions up to it, times the brevity penalty, with
 * exponential smoothing; of a sentence or a corpus according to the counts. It is sacreBLEU 2.6's score over 100 (Papineni et
 * al., 2002; Post, 2018). As there, it is 0 where no hypothesis has an n-gram of that order, unless `effectiveOrder` leaves such
 * orders out, as sacreBLEU's `sentence_bleu` does.
 *
 * @example
 * ```ts
 * import { corpusBleu, countBleu } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const counts = countBleu("We vote on that report.", "We vote on this report.");
 * assert.equal(corpusBleu(counts, 1), 5 / 6);
 * const short = countBleu("We agree.", "We agree."); // three tokens have no 4-gram
 * assert.deepEqual([corpusBleu(short, 4), corpusBleu(short, 4, true)], [0, 1]);
 * ```
 * @param counts The sum of what {@linkcode countBleu} counted.
 */
export function corpusBleu(counts: Counts, order: BleuOrder = MAX_ORDER, effectiveOrder: boolean = false): number {
  if (counts[MATCHES] === 0) return 0;
  let logPrecisions = 0;
  let smoothing = 1;
  let orders = 0;
  for (; orders < order; orders++) {
    const ngrams = counts[HYPOTHESIS + orders]!;
    if (ngrams === 0 && effectiveOrder) break;
    if (ngrams === 0) return 0;
    // Each order without a match counts as half of one match, then a quarter, and so on.
    const matches = counts[MATCHES + orders]!;
    if (matches === 0) smoothing *= 2;
    logPrecisions += Math.log((matches === 0 ? 1 / smoothing : matches) / ngrams);
  }
  const received = counts[HYPOTHESIS]!;
  const sent = counts[REFERENCE]!;
  return (received < sent ? Math.exp(1 - sent / received) : 1) * Math.exp(logPrecisions / orders);
}

/**
 * True of a message whose text has tokens, but too few for one n-gram of the order: such a BLEU says nothing of how it arrived.
 * Of a corpus, where that is true of all its messages.
 */
export function isShortOfOrder(counts: Counts, order: BleuOrder = MAX_ORDER): boolean {
  return counts[REFERENCE]! > 0 && counts[REFERENCE + order - 1] === 0;
}

/** The name of BLEU's counts. */
export const BLEU_COUNTS = "bleu";

/**
 * Makes BLEU-1 to BLEU-4. They are undefined where nothing that was sent has an n-gram of the order, unless the order is the
 * effective one. Texts without a word lost nothing: theirs is 1.
 */
export function defineBleu({ tokenize, effectiveOrder }: BleuSettings): Metric[] {
  const counter = createCounter(
    BLEU_COUNTS,
    WIDTH,
    ({ reconstruction, text }) => countBleu(reconstruction, text, TOKENIZERS[tokenize]),
  );
  return ([1, 2, 3, 4] as const).map((order) =>
    defineMetric({
      name: `bleu${order}`,
      title: `BLEU-${order}`,
      usual: true,
      counter,
      ofCorpus(sums) {
        if (sums[WORDS] === 0) return 1;
        return !effectiveOrder && isShortOfOrder(sums, order) ? undefined : corpusBleu(sums, order, effectiveOrder);
      },
    })
  );
}
