import { BASE_GRAPH_1, BASE_GRAPH_2, type BaseGraph, CORE_ROWS, smallestLifting } from "./ldpc_graph.ts";

/** The longest single block: 22 information columns at the largest lifting size (TS 38.212, section 5.2.2). */
export const MAX_INFORMATION_BITS = 8448;

/**
 * Where the bits of one block lie. A lifted word has `graph.columns * z` bits: `k` information bits, fillers (known
 * zeros, never sent) up to `graph.information * z`, then parity.
 */
export interface LdpcLayout {
  readonly k: number;
  readonly n: number;
  readonly graph: BaseGraph;
  /** The lifting size Z. */
  readonly z: number;
  /** Base graph rows that define a sent bit, the core always included: a prefix of all rows. */
  readonly rows: number;
  /** Place in the lifted word of each sent bit, in order of sending. Shorter than `n` when bits are sent again. */
  readonly order: Uint16Array;
}

/**
 * The layout of `k` information bits in `n` sent ones: base graph (TS 38.212, section 7.2.2, with R = k / n), lifting
 * size (5.2.2), and the bits that redundancy version 0 takes from the circular buffer (5.4.2.1): the first 2Z word bits
 * are punctured and fillers skipped, and when the buffer ends it starts again.
 *
 * Needs 1 <= k <= {@linkcode MAX_INFORMATION_BITS} and n >= {@linkcode minimumCodedBits}, which it does not check.
 */
export function layOut(k: number, n: number): LdpcLayout {
  const { graph, z } = choose(k, n);
  const information = graph.information * z;
  const buffer: number[] = [];
  for (let bit = 2 * z; bit < graph.columns * z && buffer.length < n; bit++) {
    if (bit < k || bit >= information) buffer.push(bit);
  }
  const rows = Math.max(CORE_ROWS, Math.floor(buffer.at(-1)! / z) - graph.information + 1);
  return { k, n, graph, z, rows, order: Uint16Array.from(buffer) };
}

/** The layout of the whole circular buffer of a block: every bit of its word that may ever be sent, once. */
export function layOutAll({ k, graph, z }: LdpcLayout): LdpcLayout {
  const information = graph.information * z;
  const order: number[] = [];
  for (let bit = 2 * z; bit < graph.columns * z; bit++) {
    if (bit < k || bit >= information) order.push(bit);
  }
  return { k, n: order.length, graph, z, rows: graph.rows, order: Uint16Array.from(order) };
}

/**
 * The smallest legal `n` for `k` information bits, 1 to 8448: max(k, 2Z) + Z.
 *
 * Of the four core rows one joins the first punctured column to sent bits only, once the first three parity columns are
 * sent; the second punctured column and the fourth parity column follow. With less, message passing cannot start on
 * what was punctured, even without noise.
 */
export function minimumCodedBits(k: number): number {
  const { z } = choose(k, k);
  return Math.max(k, 2 * z) + z;
}

/** The Kb rule of section 5.2.2 chooses Z; the block still spans all information columns of the graph. */
function choose(k: number, n: number): { graph: BaseGraph; z: number } {
  const rate = k / n;
  // Base graph 2 holds at most 3840 bits. The standard would cut a longer low-rate block in two; one block takes graph 1.
  const second = k <= 292 || (k <= 3824 && rate <= 0.67) || (k <= 3840 && rate <= 0.25);
  if (!second) return { graph: BASE_GRAPH_1, z: smallestLifting(22, k)! };
  const columns = k > 640 ? 10 : k > 560 ? 9 : k > 192 ? 8 : 6;
  return { graph: BASE_GRAPH_2, z: smallestLifting(columns, k)! };
}
