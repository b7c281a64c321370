import { unknownName } from "../suggest.ts";
import { awgn } from "./awgn.ts";
import type { Random } from "./random.ts";

/** What a receiver with channel knowledge has of each complex channel use. */
export interface ChannelOutput {
  /** The equalised uses, real and imaginary part in turn: what was sent plus noise. */
  readonly y: Float32Array;
  /** The effective linear Es/N0 of each real part and each imaginary part; 0 where the use was lost. */
  readonly snr: Float32Array;
}

/** A channel for complex uses of mean power 1. */
export interface Channel {
  readonly name: string;
  /** One line for people: what it does, and where it is from. */
  readonly description: string;
  /**
   * Sends one message.
   * @param x Complex uses, real and imaginary part in turn, of mean power 1.
   * @param snr Mean Es/N0, linear. The noise variance is N0/2 per real dimension.
   * @param random The message's own stream: the same message meets the same channel whatever else is sent.
   */
  transmit(x: Float32Array, snr: number, random: Random): ChannelOutput;
}

const channels: Channel[] = [awgn];

/** All channels that `--channel` takes. */
export function knownChannels(): readonly Channel[] {
  return channels;
}

/**
 * The channel of that name.
 * @throws {UsageError} naming the known ones and the nearest.
 */
export function channelNamed(name: string): Channel {
  const found = channels.find((channel) => channel.name === name);
  if (found) return found;
  throw unknownName("channel", name, channels.map((channel) => channel.name));
}
