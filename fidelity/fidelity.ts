import { BleuStatistics, bleuStatistics, corpusBleu, sentenceBleu } from "./bleu.ts";
import { chrf2, ChrfStatistics, chrfStatistics } from "./chrf.ts";
import { ErrorCounts, tokenErrors, wordErrors } from "./error_rate.ts";
import { rougeL } from "./rouge_l.ts";

/** A message as it was sent (the reference) and as it was received (the hypothesis). */
export interface ComparedMessage {
  readonly reference: string;
  readonly hypothesis: string;
  readonly referenceTokens: ArrayLike<number>;
  readonly hypothesisTokens: ArrayLike<number>;
}

/** How well the meaning arrived, of one message or of a corpus. Keyed as they are written to JSON. */
export interface FidelityFigures {
  /** 1 if the two texts are the same string, else 0; of a corpus, the fraction of messages that are. */
  exact: number;
  /** BLEU-1, 0..1: sentence BLEU of a message, corpus BLEU of a corpus. */
  bleu1: number;
  /** BLEU-2, 0..1. */
  bleu2: number;
  /** BLEU-3, 0..1. */
  bleu3: number;
  /** BLEU-4, 0..1. */
  bleu4: number;
  /** chrF2, 0..1; of a corpus, from its summed counts. */
  chrf2: number;
  /** ROUGE-L F1, 0..1; of a corpus, the mean over its messages. */
  rouge_l: number;
  /** Word edits over reference words, 0 or more; of a corpus, from its sums. */
  word_error_rate: number;
  /** Token edits over reference tokens, 0 or more; of a corpus, from its sums. */
  token_error_rate: number;
}

/**
 * Compares messages one at a time and keeps what the corpus's figures need: counts alone, so that the memory does not grow
 * with the number of messages.
 *
 * A message of which neither text has a word (both empty, or white space) lost nothing: its scores are 1 and its error
 * rates come out as 0. In a corpus it adds to no n-gram or word count; a corpus of nothing else scores 1 as well.
 */
export class FidelityTotals {
  #messages = 0;
  #exact = 0;
  #rougeL = 0;
  readonly #bleu = new BleuStatistics();
  readonly #chrf = new ChrfStatistics();
  readonly #words = new ErrorCounts();
  readonly #tokens = new ErrorCounts();

  /** How many messages were added. */
  get messages(): number {
    return this.#messages;
  }

  /** Adds a message to the corpus and returns the message's own figures. */
  add(message: ComparedMessage): FidelityFigures {
    const counts = countsOf(message);
    this.#messages++;
    this.#exact += counts.exact;
    this.#rougeL += counts.rouge;
    this.#bleu.add(counts.bleu);
    this.#chrf.add(counts.chrf);
    this.#words.add(counts.words);
    this.#tokens.add(counts.tokens);
    return figuresOf(counts);
  }

  /** The figures of all messages so far. There must be one at least: no messages have no fidelity. */
  figures(): FidelityFigures {
    if (this.#messages === 0) throw new RangeError("Cannot compute the fidelity of a corpus: it has no messages");
    return toFigures({
      exact: this.#exact / this.#messages,
      rouge: this.#rougeL / this.#messages,
      bleu: this.#bleu,
      chrf: this.#chrf,
      words: this.#words,
      tokens: this.#tokens,
    }, corpusBleu);
  }
}

/** What one message's figures are made of, and, added up, a corpus's. */
export interface FidelityCounts {
  /** 1 if the two texts are the same string, else 0. */
  readonly exact: number;
  /** ROUGE-L F1, of which a corpus has the mean. */
  readonly rouge: number;
  readonly bleu: BleuStatistics;
  readonly chrf: ChrfStatistics;
  readonly words: ErrorCounts;
  readonly tokens: ErrorCounts;
}

/** Compares a message's two texts. */
export function countsOf(
  { reference, hypothesis, referenceTokens, hypothesisTokens }: ComparedMessage,
): FidelityCounts {
  const words = wordErrors(hypothesis, reference);
  return {
    exact: hypothesis === reference ? 1 : 0,
    rouge: isBlank(words) ? 1 : rougeL(hypothesis, reference),
    bleu: bleuStatistics(hypothesis, reference),
    chrf: chrfStatistics(hypothesis, reference),
    words,
    tokens: tokenErrors(hypothesisTokens, referenceTokens),
  };
}

/** One message's figures. */
export function figuresOf(counts: FidelityCounts): FidelityFigures {
  return toFigures(counts, sentenceBleu);
}

function toFigures(
  { exact, rouge, bleu, chrf, words, tokens }: FidelityCounts,
  score: typeof corpusBleu,
): FidelityFigures {
  const blank = isBlank(words);
  return {
    exact,
    bleu1: blank ? 1 : score(bleu, 1),
    bleu2: blank ? 1 : score(bleu, 2),
    bleu3: blank ? 1 : score(bleu, 3),
    bleu4: blank ? 1 : score(bleu, 4),
    chrf2: blank ? 1 : chrf2(chrf),
    rouge_l: rouge,
    word_error_rate: words.rate,
    token_error_rate: tokens.rate,
  };
}

/** Whether neither text has a word: any word of the hypothesis would be an edit. */
function isBlank(words: ErrorCounts): boolean {
  return words.length === 0 && words.edits === 0;
}
