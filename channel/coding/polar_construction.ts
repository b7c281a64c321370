import { POLAR_RELIABILITY, POLAR_SUB_BLOCKS } from "./data/polar_reliability.ts";

/** A polar code fitted to a block: which bit channels carry information and which mother bits are sent. */
export interface PolarConstruction {
  /** Length N of the mother code, a power of two from 32 to 1024. */
  readonly length: number;
  /** The bit channels that carry the K bits (information and check), rising. */
  readonly information: Int32Array;
  /** The mother bit that each of the n coded bits carries. */
  readonly sent: Int32Array;
  /** The mother bits that are not sent because they are always 0 (shortening); empty otherwise. */
  readonly known: Int32Array;
}

const MIN_LOG = 5;
/** The uplink's limit, n_max = 10; the downlink stops at 9. */
const MAX_LOG = 10;

/**
 * The construction of 3GPP TS 38.212 sections 5.3.1 and 5.4.1 for K bits (with their check) in E coded bits as the uplink
 * has it: without input interleaving (I_IL = 0), with bit interleaving of the output (I_BIL = 1); no parity-check bits (n_PC = 0).
 * Legal: 1 <= K <= 1024, E >= K.
 */
export function constructPolar(K: number, E: number): PolarConstruction {
  const length = motherLength(K, E);
  const order = subBlockInterleaver(length);
  const punctured = E < length && 16 * K <= 7 * E;
  const shortened = E < length && !punctured;

  // Section 5.4.1.2: which of the interleaved mother bits are sent.
  const skip = punctured ? length - E : 0;
  const sent = channelInterleaver(E).map((i) => order[(i + skip) % length]!);
  const known = shortened ? order.slice(E) : new Int32Array(0);

  // Section 5.4.1.1: bit channels that rate matching has spoilt carry nothing.
  const spoilt = new Uint8Array(length);
  for (const index of known) spoilt[index] = 1;
  if (punctured) {
    for (let i = 0; i < skip; i++) spoilt[order[i]!] = 1;
    const upTo = 4 * E >= 3 * length ? (3 * length) / 4 - E / 2 : (9 * length) / 16 - E / 4;
    spoilt.fill(1, 0, Math.ceil(upTo));
  }
  const usable = POLAR_RELIABILITY.filter((channel) => channel < length && spoilt[channel] === 0);
  const information = Int32Array.from(usable.subarray(usable.length - K)).sort();
  return { length, information, sent, known };
}

/** Section 5.3.1: the length of the mother code. */
function motherLength(K: number, E: number): number {
  const log = Math.ceil(Math.log2(E));
  const fitsShorter = 8 * E <= 9 * 2 ** (log - 1) && 16 * K < 9 * E;
  const forLength = fitsShorter ? log - 1 : log;
  const forRate = Math.ceil(Math.log2(8 * K));
  return 2 ** Math.max(MIN_LOG, Math.min(forLength, forRate, MAX_LOG));
}

/** Section 5.4.1.1: J(n), the mother bit in place n after sub-block interleaving. */
function subBlockInterleaver(length: number): Int32Array {
  const size = length / 32;
  return Int32Array.from({ length }, (_, n) => POLAR_SUB_BLOCKS[Math.floor(n / size)]! * size + (n % size));
}

/**
 * Section 5.4.1.3: which of the selected bits is sent n-th. Written row by row into a triangle whose rows get shorter by
 * one, and read column by column: the bits that a symbol of higher order carries worse are not the same ones of every few.
 */
function channelInterleaver(E: number): Int32Array {
  const size = Math.ceil((Math.sqrt(8 * E + 1) - 1) / 2);
  const order = new Int32Array(E);
  for (let column = 0, n = 0; column < size; column++) {
    for (let row = 0, place = column; row < size - column && place < E; place += size - row++) order[n++] = place;
  }
  return order;
}
