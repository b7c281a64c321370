import { countsOf, figuresOf } from "../../fidelity/fidelity.ts";
import { ngramCount } from "../../fidelity/ngrams.ts";
import type { Link, Reception, Undelivered } from "../../link/link.ts";
import { messageRecord } from "./record.ts";
import { BLEU_ORDERS, CHRF_ORDERS, COLUMN } from "../statistics/statistics.ts";

/** Where in an evaluation a message was sent. */
export interface Place {
  /** The point's number in the sweep, from 0. */
  readonly point: number;
  /** From 1. */
  readonly repeat: number;
  /** The message's number in its corpus. */
  readonly index: number;
}

/** A line of results as it is read back: what is used of it. A message that could not be sent has an error instead. */
export interface ResultLine extends Place {
  readonly schema: 1;
  readonly text: string;
  readonly reconstruction: string;
  readonly error?: string;
}

/**
 * A message's line in a file of results, without its line break: all of {@linkcode messageRecord} but the time, which no
 * second run would repeat, and the counts that the figures of a corpus are made of.
 * @param extra The message's values of the metrics that were asked for besides, by their names.
 */
export function resultLine(
  link: Link,
  place: Place,
  outcome: Reception | Undelivered,
  extra: Readonly<Record<string, number>>,
): string {
  const { point, repeat, index } = place;
  if ("error" in outcome) {
    return JSON.stringify({ schema: 1, point, repeat, index, text: outcome.text, error: outcome.error.message });
  }
  const { text, reconstruction, sentIds, receivedIds } = outcome;
  const counts = countsOf({
    reference: text,
    hypothesis: reconstruction,
    referenceTokens: sentIds,
    hypothesisTokens: receivedIds,
  });
  const { schema, ms: _, ...record } = messageRecord(link, { ...outcome, index }, figuresOf(counts));
  const { bleu, chrf, words, tokens } = counts;
  return JSON.stringify({
    schema,
    point,
    repeat,
    ...record,
    ...extra,
    // N-grams that match, orders 1 to 4 (of characters 1 to 6), then the lengths of what arrived and of what was sent.
    bleu_counts: [...bleu.correct, bleu.hypothesisLength, bleu.referenceLength],
    chrf_counts: [...chrf.matches, chrf.hypothesis[0], chrf.reference[0]],
    word_edits: words.edits,
    token_edits: tokens.edits,
  });
}

/** Reads a line of results; undefined if it is none. Its counts are checked where they are added. */
export function parseResultLine(line: string): ResultLine | undefined {
  try {
    const record = JSON.parse(line);
    const whole = [record.point, record.repeat, record.index].every(Number.isSafeInteger);
    return record.schema === 1 && whole && typeof record.text === "string" ? record : undefined;
  } catch {
    return undefined;
  }
}

/** What of a line is added up besides n-grams, and where its sum lies. */
const COUNTED: readonly (readonly [string, number])[] = [
  ["exact", COLUMN.exact],
  ["rouge_l", COLUMN.rouge],
  ["word_edits", COLUMN.wordEdits],
  ["words", COLUMN.words],
  ["token_edits", COLUMN.tokenEdits],
  ["tokens", COLUMN.tokens],
  ["passes", COLUMN.passes],
  ["channel_uses", COLUMN.uses],
];

function areNumbers(values: unknown, length: number): boolean {
  return Array.isArray(values) && values.length === length && values.every(Number.isFinite);
}

/**
 * Adds what a line counted to a row of sums (see {@linkcode COLUMN}).
 * @param extra The names of the metrics besides those of fidelity.
 * @returns Whether the line had all of it; if not, the row is of no use any more.
 */
export function addCounts(line: ResultLine, extra: readonly string[], row: Float64Array): boolean {
  // deno-lint-ignore no-explicit-any
  const record = line as any;
  const { bleu_counts: bleu, chrf_counts: chrf } = record;
  if (!areNumbers(bleu, BLEU_ORDERS + 2) || !areNumbers(chrf, CHRF_ORDERS + 2)) return false;
  const counted = [...COUNTED, ...extra.map((name, i) => [name, COLUMN.extra + i] as const)];
  if (!counted.every(([key]) => Number.isFinite(record[key]))) return false;
  row[COLUMN.messages]! += 1;
  for (const [key, column] of counted) row[column]! += record[key];
  for (let i = 0; i < BLEU_ORDERS; i++) {
    row[COLUMN.bleuCorrect + i]! += bleu[i];
    row[COLUMN.bleuTotal + i]! += ngramCount(bleu[BLEU_ORDERS], i + 1);
  }
  row[COLUMN.bleuHypothesis]! += bleu[BLEU_ORDERS];
  row[COLUMN.bleuReference]! += bleu[BLEU_ORDERS + 1];
  for (let i = 0; i < CHRF_ORDERS; i++) {
    const inReference = ngramCount(chrf[CHRF_ORDERS + 1], i + 1);
    row[COLUMN.chrfHypothesis + i]! += inReference > 0 ? ngramCount(chrf[CHRF_ORDERS], i + 1) : 0;
    row[COLUMN.chrfReference + i]! += inReference;
    row[COLUMN.chrfMatches + i]! += chrf[i];
  }
  return row.every(Number.isFinite);
}
