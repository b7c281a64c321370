import { editDistance } from "./edit_distance.ts";
import { words } from "./words.ts";

/** The counts an error rate is made of. They add up over messages. */
export class ErrorCounts {
  /** Insertions, deletions and substitutions. */
  edits: number;
  /** Words or tokens of the reference. */
  length: number;

  constructor(edits = 0, length = 0) {
    this.edits = edits;
    this.length = length;
  }

  /** Adds another text's counts to these, and returns these. */
  add(other: ErrorCounts): this {
    this.edits += other.edits;
    this.length += other.length;
    return this;
  }

  /**
   * Edits over the reference's length: 0 is without error, and insertions can take it above 1. An empty reference counts
   * as one word long, so that the rate is always a finite number: 0 when nothing was received either.
   */
  get rate(): number {
    return this.edits / Math.max(1, this.length);
  }
}

/** Word errors of one message. Words are split at white space and compared with their case and punctuation. */
export function wordErrors(hypothesis: string, reference: string): ErrorCounts {
  const referenceWords = words(reference);
  return new ErrorCounts(editDistance(words(hypothesis), referenceWords), referenceWords.length);
}

/** Token errors of one message, from its token numbers. */
export function tokenErrors(hypothesis: ArrayLike<number>, reference: ArrayLike<number>): ErrorCounts {
  return new ErrorCounts(editDistance(hypothesis, reference), reference.length);
}
