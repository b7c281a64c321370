import type { Channel } from "../channel/channel.ts";

/** The uses that a message takes with the cyclic prefixes of its OFDM symbols, where a channel counts them. */
export function usesTaken(uses: number, { overhead = 0 }: Channel): number {
  return uses + Math.ceil(uses * overhead - ROUNDING);
}

/** The most uses that take no more than so many with their prefixes: a use may be left over, and is counted. */
export function usesWithin(taken: number, channel: Channel): number {
  let uses = Math.ceil(taken / (1 + (channel.overhead ?? 0)));
  while (usesTaken(uses, channel) > taken) uses--;
  return uses;
}

/** Whole numbers that binary fractions miss by a little count as met. */
const ROUNDING = 1e-9;
