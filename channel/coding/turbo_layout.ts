import table from "./data/turbo_interleaver.json" with { type: "json" };

/** The longest block of the turbo code's internal interleaver. */
export const MAX_TURBO_BITS = 6144;

/** Bits that bring both constituent encoders back to state 0, four for each of the three streams. */
export const TAIL = 4;

/** The order in which the columns of the sub-block interleaver are read (3GPP TS 36.212 table 5.1.4-1). */
const COLUMNS = Array.from(
  { length: 32 },
  (_, i) => [16, 8, 4, 2, 1].reduce((sum, one, bit) => sum + one * ((i >> bit) & 1), 0),
);

/** Where the bits of one block lie. */
export interface TurboLayout {
  /** The length of the constituent codes' blocks: the next one of the table; the first `size - k` of its bits are fillers, known zeros. */
  readonly size: number;
  /** Which bit of its block the second encoder takes i-th. */
  readonly interleaver: Int32Array;
  /**
   * Which of the three streams of size + 4 bits, one after the other, each coded bit is of: in order of sending, and again from the
   * first where there are more.
   */
  readonly sent: Int32Array;
}

/** The layout of k information bits, 1 to {@linkcode MAX_TURBO_BITS}, in n coded ones (3GPP TS 36.212 sections 5.1.3.2 and 5.1.4.1, redundancy version 0). */
export function layOutTurbo(k: number, n: number): TurboLayout {
  const [size, f1, f2] = table.rows.find(([size]) => size! >= k) as [number, number, number];
  // i (f1 + f2 i) mod K stays below 2^53.
  const interleaver = Int32Array.from({ length: size }, (_, i) => (i * ((f1 + f2 * i) % size)) % size);
  const buffer = circularBuffer(size, size - k);
  return { size, interleaver, sent: Int32Array.from({ length: n }, (_, i) => buffer[i % buffer.length]!) };
}

/** The circular buffer from the place on where redundancy version 0 starts: fillers and dummies are left out. */
function circularBuffer(size: number, fillers: number): number[] {
  const length = size + TAIL;
  const rows = Math.ceil(length / 32);
  const dummies = 32 * rows - length;
  /** What of stream s is in place i behind its dummies; undefined where nothing is sent. */
  const place = (stream: number, i: number) => {
    const bit = i - dummies;
    return bit < 0 || bit < fillers && stream < 2 ? undefined : stream * length + bit;
  };
  const systematic: (number | undefined)[] = [];
  const parity: (number | undefined)[] = [];
  for (let i = 0; i < 32 * rows; i++) {
    const at = COLUMNS[Math.floor(i / rows)]! + 32 * (i % rows);
    systematic.push(place(0, at));
    parity.push(place(1, at), place(2, (at + 1) % (32 * rows)));
  }
  const all = [...systematic, ...parity];
  const start = 2 * rows;
  return [...all.slice(start), ...all.slice(0, start)].filter((bit) => bit !== undefined);
}
