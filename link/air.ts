import type { Random } from "../channel/random.ts";
import type { HeaderNumbers } from "./header.ts";
import type { Demand, Observation, Signal } from "../codec/codec.ts";

/** The room that a message was granted. */
export interface Grant {
  /** What its header says, if that is charged for; else the receiver is told. */
  readonly header: HeaderNumbers | undefined;
  /** Coordinates for the codec to fill: two for each channel use, or information bits. */
  readonly coordinates: number;
  /** Uses beyond those that the settings give, because the channel code has no block as short as that. */
  readonly extraUses: number;
}

/** A message as it was heard, and its cost. */
export interface Heard {
  /** LLRs of the coded bits of a message that is combined with its other rounds. */
  readonly coded?: Float32Array;
  readonly observation: Observation;
  /** Complex channel uses that the message really took, pilots and header among them. */
  readonly uses: number;
  /** Those of them that its header took, and whether that failed: then the receiver cannot make anything of the rest. */
  readonly headerUses: number;
  readonly headerFailed: boolean;
  /** The peak-to-average power ratio of its uses in dB, where a clipping level asks for it on an analog link. */
  readonly paprDb?: number;
  /** Information bits, and how many of their hard decisions are wrong; 0 on an analog link. */
  readonly bits: number;
  readonly bitErrors: number;
  /** Coded bits; 0 on an analog link. */
  readonly codedBits: number;
  /** Blocks of the channel code, and how many of them have a wrong hard decision; 0 on an analog link. */
  readonly blocks: number;
  readonly blockErrors: number;
  /**
   * Blocks that the receiver knows to be wrong by a check of the code, and 1 where only the message's own CRC knows; 0 on an
   * analog link. What no check sees is in `blockErrors` alone.
   */
  readonly detectedErrors: number;
}

/** The way of a codec's signal over a channel: as channel uses, or as bits through a channel code. */
export interface Air<G extends Grant = Grant> {
  /** Uses, or information bits, that a token of a demand is given, if a rate gives them; both ends know it. */
  readonly perToken: number | undefined;
  /**
   * Shares out the room of a message.
   * @param header Its side information, of a codec that has some.
   * @throws {UsageError} naming the nearest legal value, if there is no room for the message's shortest block.
   */
  plan(demand: Demand, header?: HeaderNumbers): G;
  /**
   * Sends one message.
   * @param signal It fills the grant.
   * @param random The message's own stream of random numbers.
   * @param earlier What was heard of the same signal in rounds of hybrid ARQ before, to be combined.
   */
  transmit(signal: Signal, grant: G, random: Random, earlier?: readonly Heard[]): Heard;
}
