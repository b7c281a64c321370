/**
 * A source code: text to bits and back, without loss where no bit is wrong. A link carries the bits through any channel
 * code; source and channel are coded separately (Shannon, 1948).
 */
export interface SourceCoder {
  /** Lower-case letters, digits and hyphens: what `--codec` takes. */
  readonly name: string;
  /** One line for people: what it does. */
  readonly description: string;
  /** The publication or standard that defines it. */
  readonly source: string;
  /**
   * True of a code whose bits say where they end: {@linkcode decode} then leaves out zeros behind them. A message of another
   * has a header with the number of its bits.
   */
  readonly endsItself?: boolean;
  /**
   * Bits a unit of ordinary text. A rate is then the mean of uses a unit over such text, and a message takes uses in
   * proportion to its bits; without this, to its units.
   */
  readonly typicalBits?: number;
  /** Units in a word of ordinary text: without them no rate can be given a word. */
  readonly unitsPerWord?: number;
  /** Loads what it needs to work, if that is much: it is awaited before anything is coded. */
  open?(): Promise<void>;
  /** The units of text that a rate counts and a token error rate compares: bytes, letters, ... */
  tokens(text: string): Int32Array;
  /**
   * Codes a text: 0 or 1 each.
   * @throws {RefusedError} for a text that it cannot carry.
   */
  encode(text: string): Uint8Array;
  /** Decodes bits, be they right or wrong, to a text and to the units that were received, which its repair may have changed. */
  decode(bits: Uint8Array): { readonly text: string; readonly tokens: Int32Array };
}
