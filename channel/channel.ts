import type { ChannelParameter, ChannelParameters } from "./parameters.ts";
import type { Random } from "./random.ts";

/**
 * The complex gains that the uses of a message meet, real and imaginary part in turn, 0 where a use is lost. All
 * randomness is from `random`. The mean of |gain|^2 is 1, but for uses that are lost.
 */
export type Gains = (uses: number, random: Random) => Float64Array;

/**
 * The second moments of a channel's gains, which are known before a message is sent. Their mean is 0 and that of
 * |gain|^2 is 1, since nobody knows a phase beforehand.
 */
export interface GainStatistics {
  /** True where all uses of a message have the same gain. */
  readonly constant: boolean;
  /** E[h_i conj(h_j)] of uses i and j of a message, real and imaginary part. */
  correlation(i: number, j: number): readonly [real: number, imaginary: number];
}

/**
 * A channel for complex uses of mean power 1: r = h x + n, with gains h and complex normal noise n of variance N0, N0/2
 * per real dimension. It keeps nothing from one message to the next. `receiver/` hears it.
 */
export interface Channel {
  /** Its full spec, from which the registry makes the same channel again. */
  readonly name: string;
  /** Draws the gains of a message's uses, pilots among them. */
  readonly gains: Gains;
  /** The prior by which a receiver estimates gains from pilots; null where pilots tell nothing of the other uses' gains. */
  readonly statistics: GainStatistics | null;
  /**
   * Draws the gains of a message's uses as {@linkcode gains} does, and what the uses do to one another, where they do: left out
   * of a channel without interference.
   */
  readonly draw?: (uses: number, random: Random) => DrawnChannel;
  /** Uses that a message takes besides each of its own: the share of a cyclic prefix; 0 where nothing is said. */
  readonly overhead?: number;
  /** Subcarriers of an OFDM symbol, of which its uses are; left out where a use is a sample in time. */
  readonly carriers?: number;
  /** True where neighbouring uses of a message fade alike and distant ones do not, so that interleaving helps; else left out. */
  readonly hasMemory?: boolean;
}

/** One message's channel. */
export interface DrawnChannel {
  readonly gains: Float64Array;
  /**
   * What is heard of the uses besides gain times use and noise, from all uses, pilots among them, real and imaginary part in
   * turn; left out where there is none.
   */
  readonly interference?: (x: Float64Array) => Float64Array;
  /** Its mean power a use, by which a receiver takes it for noise. */
  readonly power: number;
}

/** Draws one message's channel: its gains, and with a channel that has some its interference. */
export function drawChannel(channel: Channel, uses: number, random: Random): DrawnChannel {
  return channel.draw?.(uses, random) ?? { gains: channel.gains(uses, random), power: 0 };
}

/** A channel for the coded bits of a digital link. It keeps nothing from one message to the next. */
export interface BitChannel {
  /** Its name: of one from the registry, its full spec. */
  readonly name: string;
  /** Coded bits that a channel use carries. */
  readonly bitsPerUse: number;
  /**
   * Sends one message.
   * @param bits 0 or 1 each, a whole number of uses.
   * @param random The message's own stream: the same message meets the same channel whatever else is sent.
   * @param parts Lengths of the parts of the bits that an interleaver must keep apart, each a whole number of uses: a receiver
   * reads a header before it knows how much follows. One part where nothing is said.
   * @returns The LLR of every bit, ln P(bit = 0) / P(bit = 1): positive means bit 0, and 0 that nothing is known of it.
   */
  transmit(bits: Uint8Array, random: Random, parts?: readonly number[]): Float32Array;
}

interface Family {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** One line for people: what it does. */
  readonly description: string;
  /** The publication or standard that defines it. */
  readonly source: string;
  /** In the order in which the full spec names them. */
  readonly parameters: readonly ChannelParameter[];
}

/** Channels for complex uses that differ in their parameters: they serve analog and digital links. */
export interface UseChannelFamily extends Family {
  readonly carries: "uses";
  /** The channel with these parameters, all legal by themselves; a UsageError if they are not together. */
  create(parameters: ChannelParameters): Channel;
}

/** Channels for bits that differ in their parameters: they serve digital links only. */
export interface BitChannelFamily extends Family {
  readonly carries: "bits";
  /** The channel with these parameters, all legal by themselves; a UsageError if they are not together. */
  create(parameters: ChannelParameters): BitChannel;
}

/** The channels that `--channel` takes by one name, with parameters. */
export type ChannelFamily = UseChannelFamily | BitChannelFamily;
