import type { CoordinateEstimates } from "../../adapter/rate_adapter.ts";
import type { Medium } from "../codec.ts";
import type { Codebook, Transmit } from "./codebook.ts";
import type { DecodedRow } from "./decode.ts";

/** The mean SNR, linear, up to which the decoder weighs all that it hears: models/recipe/model.py has it as `SNR_KNEE`. */
const KNEE = 10;

/** A message whose misfit is so many standard deviations from what noise makes is not what was sent. */
const FAR = 5;

/** No SNR above this, linear, is believed: the floats of the two ends differ as well. */
const MAX_SNR = 1e5;

/** Tokens that are tried in the place of one. */
const CANDIDATES = 64;

/** Where more tokens than this stay odd, they are not tried one by one: what was heard is not what the receiver takes it for. */
const MAX_ODD = 24;

const MAX_ROUNDS = 3;

/**
 * Reception by re-encoding: the receiver sends to itself what it understood, and compares that with what it heard. A token
 * that noise hardly explains gives way to one of those near to what was heard, if that explains it far better.
 *
 * Below 10 dB the decoder knows better. Above, it weighs what it hears as at 10 dB, and as in a message of many ordinary tokens:
 * a message has mean power 1, which scales one of a token or two by what they are. Without re-encoding 18 % of bart-mini's
 * tokens were wrong as a message of their own at 4 uses and 60 dB (docs/learned.md).
 */
export class Reencoder {
  /** @param codebook Makes, or has, the codebook of so many coordinates a token. */
  constructor(
    private readonly transmit: Transmit,
    private readonly codebook: (coordinates: number) => Promise<Codebook>,
  ) {}

  /**
   * Mends rows that were decoded.
   * @param heard What was heard of each.
   * @param counts Coordinates of each token of each.
   * @param medium That in which they were sent.
   */
  async mend(
    rows: readonly DecodedRow[],
    heard: readonly CoordinateEstimates[],
    counts: readonly Int32Array[],
    medium: Medium,
  ): Promise<DecodedRow[]> {
    const clear = rows.keys().filter((i) => meanOf(heard[i]!.snr) > KNEE).toArray();
    const sent = await this.transmit(clear.map((i) => rows[i]!.ids), clear.map((i) => counts[i]!), medium);
    const mended = [...rows];
    for (const [at, i] of clear.entries()) {
      const heardRow: HeardRow = { ...heard[i]!, counts: counts[i]!, starts: startsOf(counts[i]!), medium };
      const decoded: Attempt = { ids: rows[i]!.ids, ...compare(sent[at]!, heardRow) };
      if (decoded.odd.length > 0) mended[i] = await this.#mend(rows[i]!, decoded, heardRow);
    }
    return mended;
  }

  async #mend(row: DecodedRow, decoded: Attempt, heard: HeardRow): Promise<DecodedRow> {
    const { y, snr, counts, starts } = heard;
    const codebook = await this.codebook(Math.max(...counts));
    const nearest = (t: number, count: number) => {
      const [from, to] = [starts[t]!, starts[t]! + counts[t]!];
      return codebook.nearest(y.subarray(from, to), snr.subarray(from, to), count);
    };
    const ids = row.ids.slice();
    for (const t of decoded.odd) ids[t] = nearest(t, 1)[0]!;
    let best = await this.#better(decoded, [ids], heard); // all at once: a wrong token changes the scale of the others
    for (let round = 0; round < MAX_ROUNDS && best.odd.length <= MAX_ODD; round++) {
      const before = best;
      for (const t of before.odd) {
        const rows = nearest(t, CANDIDATES).map((id) => best.ids.with(t, id));
        best = await this.#better(best, rows, heard);
      }
      if (best === before) break;
    }
    if (best === decoded || best.misfit > unusual(y.length, FAR)) return row;
    const probability = row.probability.map((p, t) => best.ids[t] === row.ids[t] ? p : 1);
    return { ...row, ids: best.ids, probability };
  }

  /** The best of some rows, or what was best before if that is about as likely. */
  async #better(before: Attempt, rows: readonly Int32Array[], heard: HeardRow): Promise<Attempt> {
    const sent = await this.transmit(rows, rows.map(() => heard.counts), heard.medium);
    const attempts = sent.map((x, i): Attempt => ({ ids: rows[i]!, ...compare(x, heard) }));
    const best = attempts.reduce((best, one) => one.misfit < best.misfit ? one : best);
    return best.misfit < before.misfit - 4 * Math.log(doubt(heard)) ? best : before;
  }
}

interface HeardRow extends CoordinateEstimates {
  /** Coordinates of each token, and the first of them. */
  readonly counts: Int32Array;
  readonly starts: Int32Array;
  readonly medium: Medium;
}

/** A row of tokens beside what was heard. */
interface Attempt extends Comparison {
  readonly ids: Int32Array;
}

interface Comparison {
  /** -2 times the logarithm of its likelihood, but for what all have in common: a chi-square variable if it is right. */
  readonly misfit: number;
  /** The tokens that noise hardly explains. */
  readonly odd: readonly number[];
}

/** Compares what a row of tokens would have been sent as with what was heard. */
function compare(x: Float32Array, heard: HeardRow): Comparison {
  const { y, snr, counts, starts } = heard;
  const deviations = Math.sqrt(2 * Math.log(doubt(heard)));
  const odd: number[] = [];
  let misfit = 0;
  counts.forEach((count, t) => {
    let own = 0;
    for (let i = starts[t]!; i < starts[t]! + count; i++) own += 2 * Math.min(snr[i]!, MAX_SNR) * (y[i]! - x[i]!) ** 2;
    misfit += own;
    if (own > unusual(count, deviations)) odd.push(t);
  });
  return { misfit, odd };
}

/**
 * How sure the receiver has to be. By it noise alone makes a right token odd in 2 to 4 of 100 messages of any length, and what
 * takes the place of a token is this many times this many times as likely by what was heard: the more tokens there are, the more
 * the language model knows of each.
 */
function doubt({ counts }: HeardRow): number {
  return 5 * counts.length;
}

/**
 * What a chi-square variable of so many degrees of freedom exceeds as seldom as a normal one so many standard deviations
 * (Wilson and Hilferty, 1931).
 */
function unusual(freedom: number, deviations: number): number {
  const variance = 2 / (9 * freedom);
  return freedom * (1 - variance + deviations * Math.sqrt(variance)) ** 3;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function startsOf(counts: Int32Array): Int32Array {
  let at = 0;
  return counts.map((count) => (at += count) - count);
}
