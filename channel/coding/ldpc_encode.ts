import { type Circulant, CORE_ROWS, liftRows } from "./ldpc_graph.ts";
import type { LdpcLayout } from "./ldpc_layout.ts";

/**
 * Encoder of one layout (TS 38.212, section 5.3.2). The parity columns of the core form a double diagonal: the sum of
 * its four rows leaves one rotated copy of the first parity column, and each row then gives the next one. Every
 * extension row gives its own column. The work is a XOR of Z bits for each circulant.
 */
export class LdpcEncoder {
  readonly #layout: LdpcLayout;
  readonly #rows: readonly (readonly Circulant[])[];
  /** The lifted word; its fillers stay 0. */
  readonly #word: Uint8Array;
  readonly #firstParityShift: number;

  constructor(layout: LdpcLayout) {
    const { graph, z, k } = layout;
    this.#layout = layout;
    this.#word = new Uint8Array(graph.columns * z);
    const rows = liftRows(graph, z).slice(0, layout.rows);
    // The first parity column has three circulants, two of them alike: in the sum of the rows those cancel.
    this.#firstParityShift = rows.slice(0, CORE_ROWS).flat()
      .filter((circulant) => circulant.column === graph.information)
      .reduce((shift, circulant) => shift ^ circulant.shift, 0);
    // Columns of nothing but fillers add nothing.
    const filled = Math.ceil(k / z);
    this.#rows = rows.map((row) => row.filter(({ column }) => column < filled || column >= graph.information));
  }

  /** Fills `coded` (length n) from `information` (length k); bits are 0 or 1. */
  encode(information: Uint8Array, coded: Uint8Array): void {
    const { graph, z, n, order } = this.#layout;
    const word = this.#word;
    const parity = graph.information;
    word.set(information);
    word.fill(0, parity * z);

    const first = parity * z, second = first + z;
    for (let row = 0; row < CORE_ROWS; row++) this.#add(row, parity, second);
    for (let i = 0; i < z; i++) word[first + (i + this.#firstParityShift) % z] = word[second + i]!;
    word.fill(0, second, second + z);
    for (let row = 0; row + 1 < CORE_ROWS; row++) this.#add(row, parity + 1 + row, second + row * z);
    for (let row = CORE_ROWS; row < this.#rows.length; row++) this.#add(row, parity + row, (parity + row) * z);

    const sent = order.length;
    for (let j = 0; j < sent; j++) coded[j] = word[order[j]!]!;
    for (let j = sent; j < n; j++) coded[j] = coded[j - sent]!;
  }

  /** Adds the circulants of `row` in the columns before `end` to the Z bits of the word at `to`. */
  #add(row: number, end: number, to: number): void {
    const { z } = this.#layout;
    const word = this.#word;
    for (const { column, shift } of this.#rows[row]!) {
      if (column >= end) break;
      const turn = z - shift;
      let from = column * z + shift;
      for (let i = 0; i < turn; i++) word[to + i]! ^= word[from + i]!;
      from -= z;
      for (let i = turn; i < z; i++) word[to + i]! ^= word[from + i]!;
    }
  }
}
