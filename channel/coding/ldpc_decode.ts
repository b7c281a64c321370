import { softplus } from "./belief.ts";
import { CORE_ROWS, liftRows } from "./ldpc_graph.ts";
import type { LdpcLayout } from "./ldpc_layout.ts";

/** Where {@linkcode LdpcDecoder} ends. */
export interface LdpcDecoderOptions {
  /** At most this many passes over all checks; 20 when left out. */
  readonly iterations?: number;
  /** True (the default) to end as soon as all checks hold; false is for measuring speed. */
  readonly stopEarly?: boolean;
}

/** Fixed-point steps in an LLR of 1. */
const UNIT = 1024;
/** Channel LLRs saturate here: 16384, which also takes in infinite ones. */
const CHANNEL_LIMIT = 2 ** 24;
/** Messages saturate here. A bit has at most 30 checks, so that a sum of messages stays below 2^31. */
const MESSAGE_LIMIT = 2 ** 25;
/**
 * Factor on min-sum messages. At k=64, n=128 and 3.9 dB the block error rates for 0.625, 0.75, 0.8125 and
 * 0.875 were 1.9e-3, 8.3e-4, 8.4e-4 and 1.0e-3; at k=500, n=1000 and 2 dB 0.625 gave ten times the errors of 0.75.
 */
const NORMALISATION = 0.75;

/**
 * Decoder of one layout: layered min-sum, a check after the other, each using what the ones before it have found.
 *
 * It works on whole numbers, 1/1024 of an LLR: on what these loops do, V8 is four times as fast with integers as with
 * floating point, and the same input gives the same output on any machine. Edges lie in one list by check, which was
 * 1.6 times as fast as an inner loop over the Z checks of a base graph row.
 *
 * Checks whose extension bit was not sent say nothing about the others and are left out, and so are filler bits.
 */
export class LdpcDecoder {
  readonly #layout: LdpcLayout;
  readonly #iterations: number;
  readonly #stopEarly: boolean;
  /** The bit at the end of each edge, one check after the other. */
  readonly #bits: Uint16Array;
  /** Where each check's edges start, and at last where the list ends. */
  readonly #starts: Uint32Array;
  /** Last message of each check to each of its bits. */
  readonly #messages: Int32Array;
  readonly #posterior: Int32Array;
  readonly #values: Int32Array;
  /** What was heard of each sent bit. */
  readonly #heard: Float64Array;

  constructor(layout: LdpcLayout, options: LdpcDecoderOptions = {}) {
    this.#layout = layout;
    this.#iterations = options.iterations ?? 20;
    this.#stopEarly = options.stopEarly ?? true;
    const { bits, starts, degree } = edgeList(layout);
    this.#bits = bits;
    this.#starts = starts;
    this.#messages = new Int32Array(bits.length);
    this.#posterior = new Int32Array(layout.graph.columns * layout.z);
    this.#values = new Int32Array(degree);
    this.#heard = new Float64Array(layout.order.length);
  }

  /**
   * Fills `soft` (length k) with a posteriori LLRs of the information bits from `llr` (n channel LLRs; positive means
   * bit 0; NaN counts as 0). Returns whether all checks hold and no information bit is undecided at 0.
   */
  decode(llr: Float32Array, soft: Float32Array): boolean {
    this.#load(llr);
    let holds = false;
    for (let iteration = 1; iteration <= this.#iterations && !holds; iteration++) {
      this.#iterate();
      if (this.#stopEarly || iteration === this.#iterations) holds = this.#holds();
    }
    const posterior = this.#posterior;
    const { k } = this.#layout;
    for (let i = 0; i < k; i++) soft[i] = posterior[i]! / UNIT;
    return holds;
  }

  /** -ln of the probability of the word that was decided, given what was heard of each of its sent bits alone. */
  surprise(): number {
    const { order } = this.#layout;
    const posterior = this.#posterior;
    const heard = this.#heard;
    let sum = 0;
    for (let i = 0; i < order.length; i++) sum += softplus(posterior[order[i]!]! < 0 ? heard[i]! : -heard[i]!);
    return sum;
  }

  /** Starts from the channel alone: a bit sent more than once has the sum of its LLRs, one not sent has 0. */
  #load(llr: Float32Array): void {
    const { n, order } = this.#layout;
    const posterior = this.#posterior;
    this.#messages.fill(0);
    posterior.fill(0);
    const sent = order.length;
    for (let i = 0; i < sent; i++) {
      let sum = 0;
      for (let j = i; j < n; j += sent) sum += llr[j]!;
      this.#heard[i] = sum;
      sum *= UNIT;
      posterior[order[i]!] = sum > CHANNEL_LIMIT ? CHANNEL_LIMIT : sum < -CHANNEL_LIMIT ? -CHANNEL_LIMIT : sum;
    }
  }

  /** One pass over all checks. Signs are 0 or -1, so that `(x ^ sign) - sign` negates; `| 0` keeps V8 on integers. */
  #iterate(): void {
    const bits = this.#bits, starts = this.#starts, messages = this.#messages;
    const posterior = this.#posterior, values = this.#values;
    const checks = starts.length - 1;
    let start = 0;
    for (let check = 0; check < checks; check++) {
      const end = starts[check + 1]!;
      let min = MESSAGE_LIMIT, second = MESSAGE_LIMIT, parity = 0;
      for (let edge = start, i = 0; edge < end; edge++, i++) {
        const value = (posterior[bits[edge]!]! - messages[edge]!) | 0;
        values[i] = value;
        const sign = value >> 31;
        const magnitude = ((value ^ sign) - sign) | 0;
        parity ^= sign;
        // The two smallest magnitudes without a branch that the processor would mispredict.
        const below = (magnitude - min) | 0;
        const drop = below & (below >> 31);
        min = (min + drop) | 0;
        const under = (magnitude - drop - second) | 0;
        second = (second + (under & (under >> 31))) | 0;
      }
      const usual = (min * NORMALISATION) | 0;
      const toMin = (second * NORMALISATION) | 0;
      for (let edge = start, i = 0; edge < end; edge++, i++) {
        const value = values[i]!;
        const sign = value >> 31;
        const magnitude = ((value ^ sign) - sign) | 0;
        const size = magnitude === min ? toMin : usual;
        const others = sign ^ parity;
        const message = ((size ^ others) - others) | 0;
        messages[edge] = message;
        posterior[bits[edge]!] = (value + message) | 0;
      }
      start = end;
    }
  }

  /** A bit at 0 counts as a 0 in the checks, which then may hold before messages have reached it. */
  #holds(): boolean {
    const bits = this.#bits, starts = this.#starts, posterior = this.#posterior;
    const checks = starts.length - 1;
    let edge = 0;
    for (let check = 0; check < checks; check++) {
      const end = starts[check + 1]!;
      let parity = 0;
      for (; edge < end; edge++) parity ^= posterior[bits[edge]!]!;
      if (parity < 0) return false;
    }
    return !posterior.subarray(0, this.#layout.k).includes(0);
  }
}

function edgeList(layout: LdpcLayout): { bits: Uint16Array; starts: Uint32Array; degree: number } {
  const { graph, z, k, rows, order } = layout;
  const firstParity = graph.information * z;
  const lastSent = order.at(-1)!;
  const bits: number[] = [];
  const starts = [0];
  let degree = 0;
  for (const [row, circulants] of liftRows(graph, z).slice(0, rows).entries()) {
    for (let check = 0; check < z; check++) {
      if (row >= CORE_ROWS && firstParity + row * z + check > lastSent) break;
      for (const { column, shift } of circulants) {
        const bit = column * z + (check + shift) % z;
        if (bit < k || bit >= firstParity) bits.push(bit);
      }
      degree = Math.max(degree, bits.length - starts.at(-1)!);
      starts.push(bits.length);
    }
  }
  return { bits: Uint16Array.from(bits), starts: Uint32Array.from(starts), degree };
}
