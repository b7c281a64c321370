import { ngramCount, ngramMatches } from "./ngrams.ts";
import { tokenize13a } from "./tokenize13a.ts";

/** The highest n-gram order that is counted. */
const MAX_ORDER = 4;

/** An order of BLEU: BLEU-1 to BLEU-4. */
export type BleuOrder = 1 | 2 | 3 | 4;

/** The counts BLEU is made of. They add up over messages and serve every order from 1 to 4. */
export class BleuStatistics {
  /** Clipped n-gram matches, order 1 first. */
  readonly correct: number[] = new Array(MAX_ORDER).fill(0);
  /** The hypothesis's n-grams, order 1 first. */
  readonly total: number[] = new Array(MAX_ORDER).fill(0);
  /** Tokens of the hypothesis. */
  hypothesisLength = 0;
  /** Tokens of the reference. */
  referenceLength = 0;

  /** Adds another text's counts to these, and returns these. */
  add(other: BleuStatistics): this {
    for (let i = 0; i < MAX_ORDER; i++) {
      this.correct[i]! += other.correct[i]!;
      this.total[i]! += other.total[i]!;
    }
    this.hypothesisLength += other.hypothesisLength;
    this.referenceLength += other.referenceLength;
    return this;
  }
}

/** Counts one hypothesis against its one reference, in 13a tokens with their case. */
export function bleuStatistics(hypothesis: string, reference: string): BleuStatistics {
  const hypothesisTokens = tokenize13a(hypothesis);
  const referenceTokens = tokenize13a(reference);
  const matches = ngramMatches(hypothesisTokens, referenceTokens, MAX_ORDER);
  const statistics = new BleuStatistics();
  for (let i = 0; i < MAX_ORDER; i++) {
    statistics.correct[i] = matches[i]!;
    statistics.total[i] = ngramCount(hypothesisTokens.length, i + 1);
  }
  statistics.hypothesisLength = hypothesisTokens.length;
  statistics.referenceLength = referenceTokens.length;
  return statistics;
}

/**
 * Corpus BLEU of the given order, 0..1: the geometric mean of the n-gram precisions up to it, times the brevity penalty,
 * with exponential smoothing. It is sacreBLEU 2.6's score over 100 (Papineni et al., 2002; Post, 2018). As there, it is 0
 * when no hypothesis is long enough to have an n-gram of that order, be it ever so right.
 */
export function corpusBleu(statistics: BleuStatistics, order: BleuOrder = MAX_ORDER): number {
  return bleu(statistics, order);
}

/**
 * Sentence BLEU of the given order, 0..1: as {@linkcode corpusBleu}, but orders that the hypothesis is too short for are
 * left out ("effective order"), as in sacreBLEU's `sentence_bleu`.
 */
export function sentenceBleu(statistics: BleuStatistics, order: BleuOrder = MAX_ORDER): number {
  let effective = 0;
  while (effective < order && statistics.total[effective]! > 0) effective++;
  return bleu(statistics, effective);
}

/** BLEU from the orders 1 to `order`. */
function bleu({ correct, total, hypothesisLength, referenceLength }: BleuStatistics, order: number): number {
  if (correct[0] === 0) return 0;
  let logPrecisions = 0;
  let smoothing = 1;
  for (let i = 0; i < order; i++) {
    if (total[i] === 0) return 0;
    // Each order without a match counts as half of one match, then a quarter, and so on.
    if (correct[i] === 0) smoothing *= 2;
    logPrecisions += Math.log((correct[i] === 0 ? 1 / smoothing : correct[i]!) / total[i]!);
  }
  const brevity = hypothesisLength < referenceLength ? Math.exp(1 - referenceLength / hypothesisLength) : 1;
  return brevity * Math.exp(logPrecisions / order);
}
