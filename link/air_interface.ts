import type { Observation } from "../adapter/rate_adapter.ts";
import type { Random } from "../channel/random.ts";

/** What a message of a given length takes on the air. */
export interface Plan {
  /** The real coordinates that each token sends; on a digital link each is a bit. */
  readonly coordinates: Int32Array;
  /** Complex channel uses of the whole message, pilots included. */
  readonly uses: number;
}

/** What arrived of a message's coordinates. */
export interface Heard extends Observation {
  /** Blocks of the channel code, and how many of them failed the code's own check; none on an analog link. */
  readonly blocks: number;
  readonly blockErrors: number;
}

/** How coordinates of a rate adapter get over a channel: as they are, or as bits through a channel code and a modulation. */
export interface AirInterface {
  readonly name: "analog" | "digital";
  /** The channel's full spec. */
  readonly channel: string;
  /**
   * Shares out the uses of a message.
   * @throws {UsageError} naming the nearest legal value, if there is no room for the message's shortest block.
   */
  plan(tokens: number): Plan;
  /**
   * Sends one message.
   * @param x The coordinates that were planned, token by token.
   * @param random The message's own stream of random numbers.
   */
  transmit(x: Float32Array, plan: Plan, random: Random): Heard;
}
