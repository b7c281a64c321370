import { unknownName } from "../text/suggest.ts";
import type { BitChannel, Channel } from "./channel.ts";
import { Random } from "./random.ts";

/**
 * The order in which coded bits meet a channel.
 *
 * - `none`: as the code makes them.
 * - `standard`: as the code's standard arranges them for the modulation, within a block: LDPC by TS 38.212 section 5.4.2.2; others
 *   as they come (the polar code's interleaver, section 5.4.1.3, is part of the code).
 * - `random`: the same, and then each bit place of a symbol is permuted by itself over all uses of the message, its depth, and over those of each block of its header. A
 *   bit keeps its place in a symbol, so what the standard arranged stays, and neighbours meet fades of their own.
 */
export type Interleaver = "none" | "standard" | "random";

/** The names of all interleavers. */
export const INTERLEAVERS: readonly Interleaver[] = ["none", "standard", "random"];

/** Finds the interleaver of that name, or the one that suits a channel; a UsageError suggests the nearest. */
export function interleaverNamed(name: string | undefined, { hasMemory = false }: Channel): Interleaver {
  if (name === undefined) return hasMemory ? "random" : "standard";
  const found = INTERLEAVERS.find((one) => one === name);
  if (found !== undefined) return found;
  throw unknownName("interleaver", name, INTERLEAVERS);
}

/** Both ends draw the same permutations. */
const SEED = 0x1e7e5;

/** Messages have many lengths; orders are kept for so many. */
const MAX_ORDERS = 100;

/** Puts the `random` interleaver before a channel, and its inverse behind it. */
export function permuteUses(channel: BitChannel): BitChannel {
  const { bitsPerUse } = channel;
  const orders = new Map<number, Int32Array>();
  const orderOf = (bits: number) => {
    let order = orders.get(bits);
    if (order === undefined) {
      if (orders.size >= MAX_ORDERS) orders.clear();
      orders.set(bits, order = drawOrder(bits / bitsPerUse, bitsPerUse));
    }
    return order;
  };
  const forEachPart = (parts: readonly number[], visit: (from: number, order: Int32Array) => void) => {
    let from = 0;
    for (const length of parts) {
      visit(from, orderOf(length));
      from += length;
    }
  };
  return {
    ...channel,
    transmit(bits, random, parts = [bits.length]) {
      const sent = new Uint8Array(bits.length);
      forEachPart(parts, (from, order) => order.forEach((to, i) => sent[from + to] = bits[from + i]!));
      const heard = channel.transmit(sent, random);
      const llr = new Float32Array(bits.length);
      forEachPart(parts, (from, order) => order.forEach((to, i) => llr[from + i] = heard[from + to]!));
      return llr;
    },
  };
}

/** Where each coded bit is sent: in the same place of another symbol. */
function drawOrder(uses: number, places: number): Int32Array {
  const order = new Int32Array(uses * places);
  for (let place = 0; place < places; place++) {
    const random = new Random(SEED, place);
    const to = Int32Array.from({ length: uses }, (_, use) => use);
    for (let i = uses - 1; i > 0; i--) { // Fisher and Yates
      const j = Math.floor(random.uint32() / 2 ** 32 * (i + 1));
      [to[i], to[j]] = [to[j]!, to[i]!];
    }
    for (let use = 0; use < uses; use++) order[use * places + place] = to[use]! * places + place;
  }
  return order;
}
