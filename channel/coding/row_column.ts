/**
 * The bit interleaver of 3GPP TS 38.212 section 5.4.2.2: written row by row into as many rows as a modulation symbol has
 * bits, read column by column. So each row, a run of neighbouring coded bits, is one place in all symbols: as rate matching
 * puts the information bits first, they get the places that a symbol of higher order carries best.
 * @param bits Coded bits of a block, a multiple of `rows`.
 * @param rows Bits of a symbol (Q_m).
 * @returns Which of the block's coded bits is sent n-th.
 */
export function rowColumnOrder(bits: number, rows: number): Int32Array {
  const columns = bits / rows;
  return Int32Array.from({ length: bits }, (_, n) => n % rows * columns + Math.floor(n / rows));
}
