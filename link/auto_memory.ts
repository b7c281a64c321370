import { ALL_MEMORY } from "./fields.ts";

/**
 * Where the channel carries less than so much of a message's information, a message that degrades word by word keeps more of
 * it than one that arrives whole or not at all.
 */
const ENOUGH = 0.85;

/**
 * The memory of a spinal code that did best (docs/spinal.md): all where whole messages can arrive, none elsewhere.
 * @param uses Channel uses a token of ordinary text.
 * @param bits Its information and what checks it.
 * @param snrDb Mean Es/N0 in dB.
 */
export function autoMemory(uses: number, bits: number, snrDb: number): number | typeof ALL_MEMORY {
  return uses * Math.log2(1 + 10 ** (snrDb / 10)) < ENOUGH * bits ? 0 : ALL_MEMORY;
}
