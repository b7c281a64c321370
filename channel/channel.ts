import type { BitChannel } from "./bits.ts";
import type { ChannelParameter, ChannelParameters } from "./parameters.ts";
import type { Random } from "./random.ts";

/** What a receiver with channel knowledge has of each complex channel use. */
export interface ChannelOutput {
  /** The equalised uses, real and imaginary part in turn: what was sent plus noise, and 0 where the use was lost. */
  readonly y: Float32Array;
  /**
   * The effective linear Es/N0 of each real part and each imaginary part: the noise in y has variance 1 / (2 snr) in
   * that dimension. 0 where the use was lost.
   */
  readonly snr: Float32Array;
}

/**
 * The complex gains that the uses of a message meet, real and imaginary part in turn, 0 where a use is lost. All
 * randomness is from `random`. The mean of |gain|^2 is 1, but for uses that are lost.
 */
export type Gains = (uses: number, random: Random) => Float64Array;

/**
 * What is known of a channel's gains before a message is sent: their second moments. Their mean is 0 and that of
 * |gain|^2 is 1, since nobody knows a phase beforehand.
 */
export interface GainStatistics {
  /** Whether all uses of a message have the same gain. */
  readonly constant: boolean;
  /** E[h_i conj(h_j)] of uses i and j of a message, real and imaginary part. */
  correlation(i: number, j: number): readonly [real: number, imaginary: number];
}

/** A channel for complex uses of mean power 1. It keeps nothing from one message to the next. */
export interface Channel {
  /** Its full spec, from which the registry makes the same channel again. */
  readonly name: string;
  /**
   * Sends one message.
   * @param x Complex uses, real and imaginary part in turn, of mean power 1.
   * @param snr Mean Es/N0, linear. The noise variance is N0/2 per real dimension.
   * @param random The message's own stream: the same message meets the same channel whatever else is sent.
   */
  transmit(x: Float32Array, snr: number, random: Random): ChannelOutput;
  /** The gains that {@linkcode Channel.transmit} draws first from the same stream; a channel that is not linear has none. */
  readonly gains?: Gains;
  /** What a receiver with pilots estimates the gains by; none where pilots can tell nothing of the other uses' gains. */
  readonly statistics?: GainStatistics;
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

/** What `--channel` takes by one name, with parameters. */
export type ChannelFamily = UseChannelFamily | BitChannelFamily;
