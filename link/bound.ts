import { failureOf, roomForAny } from "../channel/finite_blocklength.ts";
import type { Heard } from "./air.ts";
import type { ResolvedLink } from "./resolve.ts";

/** The best that any code could do for a message in the uses that it took. */
export interface Bound {
  /** The greatest probability that it arrives. */
  readonly probability: number;
  /** By how many dB the SNR could be lower until it arrives with less than {@linkcode SURE}; negative: higher. */
  readonly marginDb: number;
}

const SURE = 0.99;

/** Margins beyond this are no news. */
const MAX_MARGIN_DB = 60;

/**
 * The normal approximation for a message's information and the SNR of each of its uses, as the receiver was told them; undefined
 * where that is not known: as bits over a channel that fades or carries bits.
 * @param bits -log2 of the language model's probability of the message.
 */
export function boundOf(bits: number, heard: readonly Heard[], link: ResolvedLink): Bound | undefined {
  const snrs = heard.flatMap(({ observation, uses, headerUses }) => {
    if (observation.type === "uses") return [...observation.snr];
    if (link.type !== "digital" || link.channel.name !== "awgn") return [];
    return new Array<number>(2 * (uses - headerUses)).fill(link.receiver.antennas * 10 ** (link.snrDb / 10));
  });
  if (snrs.length === 0) return undefined;
  const probabilityAt = (offsetDb: number) =>
    1 - failureOf(bits, roomForAny(snrs.map((snr) => snr * 10 ** (offsetDb / 10))));
  let [low, high] = [-MAX_MARGIN_DB, MAX_MARGIN_DB];
  while (high - low > 0.005) {
    const middle = (low + high) / 2;
    if (probabilityAt(-middle) >= SURE) low = middle;
    else high = middle;
  }
  return { probability: probabilityAt(0), marginDb: low };
}
