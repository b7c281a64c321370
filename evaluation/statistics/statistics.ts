import { type BleuOrder, BleuStatistics, corpusBleu } from "../../fidelity/bleu.ts";
import { chrf2, ChrfStatistics } from "../../fidelity/chrf.ts";
import { ErrorCounts } from "../../fidelity/error_rate.ts";
import type { FidelityFigures } from "../../fidelity/fidelity.ts";

/**
 * Where the sums of a corpus lie in a row of numbers: everything that its figures are made of, so that rows of messages
 * add up to the row of their corpus. Metrics that were asked for besides follow, a column each, from `extra` on.
 */
export const COLUMN = {
  messages: 0,
  exact: 1,
  rouge: 2,
  bleuCorrect: 3,
  bleuTotal: 7,
  bleuHypothesis: 11,
  bleuReference: 12,
  chrfHypothesis: 13,
  chrfReference: 19,
  chrfMatches: 25,
  wordEdits: 31,
  words: 32,
  tokenEdits: 33,
  tokens: 34,
  passes: 35,
  uses: 36,
  extra: 37,
} as const;

/** Orders of n-grams that BLEU and chrF count. */
export const BLEU_ORDERS = 4;
export const CHRF_ORDERS = 6;

/** A metric of a corpus, from a row of its sums. */
export interface CorpusMetric {
  readonly name: string;
  /** 1 if more is better, -1 if less is. */
  readonly sense: 1 | -1;
  of(sums: Float64Array): number;
}

/** The metrics of {@linkcode FidelityFigures}, in their order. Their values are those of `FidelityTotals`. */
const FIDELITY: readonly (CorpusMetric & { readonly name: keyof FidelityFigures })[] = [
  { name: "exact", sense: 1, of: (sums) => sums[COLUMN.exact]! / sums[COLUMN.messages]! },
  { name: "bleu1", sense: 1, of: (sums) => bleu(sums, 1) },
  { name: "bleu2", sense: 1, of: (sums) => bleu(sums, 2) },
  { name: "bleu3", sense: 1, of: (sums) => bleu(sums, 3) },
  { name: "bleu4", sense: 1, of: (sums) => bleu(sums, 4) },
  { name: "chrf2", sense: 1, of: chrf },
  { name: "rouge_l", sense: 1, of: (sums) => sums[COLUMN.rouge]! / sums[COLUMN.messages]! },
  { name: "word_error_rate", sense: -1, of: (sums) => rate(sums, COLUMN.wordEdits) },
  { name: "token_error_rate", sense: -1, of: (sums) => rate(sums, COLUMN.tokenEdits) },
];

/** All metrics of an evaluation: those of fidelity, and the extra ones that were asked for, each the mean over messages. */
export function metricsOf(extra: readonly string[]): readonly CorpusMetric[] {
  return [
    ...FIDELITY,
    ...extra.map((name, i): CorpusMetric => ({
      name,
      sense: 1,
      of: (sums) => sums[COLUMN.extra + i]! / sums[COLUMN.messages]!,
    })),
  ];
}

function bleu(sums: Float64Array, order: BleuOrder): number {
  if (isBlank(sums)) return 1;
  const statistics = new BleuStatistics();
  for (let i = 0; i < BLEU_ORDERS; i++) {
    statistics.correct[i] = sums[COLUMN.bleuCorrect + i]!;
    statistics.total[i] = sums[COLUMN.bleuTotal + i]!;
  }
  statistics.hypothesisLength = sums[COLUMN.bleuHypothesis]!;
  statistics.referenceLength = sums[COLUMN.bleuReference]!;
  return corpusBleu(statistics, order);
}

function chrf(sums: Float64Array): number {
  if (isBlank(sums)) return 1;
  const statistics = new ChrfStatistics();
  for (let i = 0; i < CHRF_ORDERS; i++) {
    statistics.hypothesis[i] = sums[COLUMN.chrfHypothesis + i]!;
    statistics.reference[i] = sums[COLUMN.chrfReference + i]!;
    statistics.matches[i] = sums[COLUMN.chrfMatches + i]!;
  }
  return chrf2(statistics);
}

/** Edits over the reference's length, which is in the column after the edits. */
function rate(sums: Float64Array, edits: number): number {
  return new ErrorCounts(sums[edits]!, sums[edits + 1]!).rate;
}

/** A corpus without a word lost nothing, as `FidelityTotals` has it. */
function isBlank(sums: Float64Array): boolean {
  return sums[COLUMN.words] === 0 && sums[COLUMN.wordEdits] === 0;
}
