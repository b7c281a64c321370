import { ngramCount, ngramMatches } from "./ngrams.ts";
import { words } from "./words.ts";

const CHARACTER_ORDER = 6;
const BETA = 2;

/** The counts chrF is made of. They add up over messages. */
export class ChrfStatistics {
  /** Character n-grams of the hypothesis, order 1 first; none where the reference is too short to have any. */
  readonly hypothesis: number[] = new Array(CHARACTER_ORDER).fill(0);
  /** Character n-grams of the reference. */
  readonly reference: number[] = new Array(CHARACTER_ORDER).fill(0);
  /** Clipped matches of the two. */
  readonly matches: number[] = new Array(CHARACTER_ORDER).fill(0);

  /** Adds another text's counts to these, and returns these. */
  add(other: ChrfStatistics): this {
    for (let i = 0; i < CHARACTER_ORDER; i++) {
      this.hypothesis[i]! += other.hypothesis[i]!;
      this.reference[i]! += other.reference[i]!;
      this.matches[i]! += other.matches[i]!;
    }
    return this;
  }
}

/** Counts one hypothesis against its one reference, in Unicode code points without white space. */
export function chrfStatistics(hypothesis: string, reference: string): ChrfStatistics {
  const hypothesisCharacters = [...words(hypothesis).join("")];
  const referenceCharacters = [...words(reference).join("")];
  const matches = ngramMatches(hypothesisCharacters, referenceCharacters, CHARACTER_ORDER);
  const statistics = new ChrfStatistics();
  for (let i = 0; i < CHARACTER_ORDER; i++) {
    const inReference = ngramCount(referenceCharacters.length, i + 1);
    statistics.hypothesis[i] = inReference > 0 ? ngramCount(hypothesisCharacters.length, i + 1) : 0;
    statistics.reference[i] = inReference;
    statistics.matches[i] = matches[i]!;
  }
  return statistics;
}

/**
 * chrF2, 0..1: the F-score, recall weighing twice as much as precision, of the character n-gram precision and recall, each
 * averaged over the orders 1 to 6 that both texts have. It is the score over 100 of sacreBLEU 2.6 with its defaults
 * (Popović, 2015), for a sentence or a corpus according to what was counted.
 */
export function chrf2({ hypothesis, reference, matches }: ChrfStatistics): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let i = 0; i < CHARACTER_ORDER; i++) {
    if (hypothesis[i] === 0 || reference[i] === 0) continue;
    precision += matches[i]! / hypothesis[i]!;
    recall += matches[i]! / reference[i]!;
    orders++;
  }
  if (precision === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (1 + BETA ** 2) * precision * recall / (BETA ** 2 * precision + recall);
}
