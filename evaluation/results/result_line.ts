import type { Figures, MessageCounts } from "../../fidelity/fidelity.ts";
import { isRecord } from "../../runtime/json.ts";
import type { Link, Reception, Refusal } from "../../link/link.ts";
import { RESULTS_SCHEMA } from "../plan/plan.ts";
import { recordMessage } from "./record.ts";

/** Where in an evaluation a message was sent. */
export interface Place {
  /** The point's number in the sweep, from 0. */
  readonly point: number;
  /** From 1. */
  readonly repeat: number;
  /** The message's number in its corpus. */
  readonly index: number;
}

/** A line of results as it is read back: all that is used of it, checked where it is added up. */
export interface ResultLine extends Place {
  readonly text: string;
  readonly reconstruction: string;
  readonly words: unknown;
  readonly channel_uses: unknown;
  readonly passes: unknown;
  /** Not there of a codec without a language model of messages. */
  readonly information_bits: unknown;
  readonly bit_errors: unknown;
  readonly extra_uses: unknown;
  readonly header_failed: unknown;
  /** The counts of each counter, by its name. */
  readonly counts: Readonly<Record<string, unknown>> | undefined;
  /** The reason why the message was not sent; it has no counts then. */
  readonly error: string | undefined;
}

/**
 * Writes a message's line in a file of results, without its line break: its record but for the time, which no second run
 * would repeat, and the counts that the figures of a corpus are made of.
 */
export function writeResultLine(
  link: Link,
  { point, repeat, index }: Place,
  reception: Reception,
  figures: Figures,
  counts: MessageCounts,
): string {
  const { schema: _, ms: __, ...record } = recordMessage(link, { ...reception, index }, figures);
  return JSON.stringify({ schema: RESULTS_SCHEMA, point, repeat, ...record, counts });
}

/** Writes the line of a message that was not sent. */
export function writeRefusalLine({ point, repeat, index }: Place, { text, error }: Refusal): string {
  return JSON.stringify({ schema: RESULTS_SCHEMA, point, repeat, index, text, error: error.message });
}

/** Reads a line of results; undefined if it is none. */
export function parseResultLine(line: string): ResultLine | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(record) || record.schema !== RESULTS_SCHEMA || typeof record.text !== "string") return undefined;
  if (![record.point, record.repeat, record.index].every(Number.isSafeInteger)) return undefined;
  const { counts, error, reconstruction } = record;
  if (error === undefined ? typeof reconstruction !== "string" : typeof error !== "string") return undefined;
  return { ...record, counts: isRecord(counts) ? counts : undefined } as unknown as ResultLine;
}

/** A line that does not belong in its unit. Whoever reads the file knows its name and the line's number in it. */
export class BrokenLine extends Error {
  /** @param line Counted within the unit, from 0. */
  constructor(readonly line: number, readonly why: string) {
    super(`Line ${line} of a unit: ${why}`);
  }
}
