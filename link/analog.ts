import { allocate } from "../adapter/allocation.ts";
import { combine, distinctCoordinates, repeat } from "../adapter/repetition.ts";
import type { Channel } from "../channel/channel.ts";
import type { Random } from "../channel/random.ts";
import type { AirInterface, Heard, Plan } from "./air_interface.ts";

interface AnalogPlan extends Plan {
  /** Channel uses of each token. */
  readonly perToken: Int32Array;
}

/** Discrete-time analog transmission: two coordinates are the real and imaginary part of one channel use. */
export class Analog implements AirInterface {
  readonly name = "analog";
  readonly channel: string;

  /**
   * @param usesOf Channel uses of a message of so many tokens.
   * @param width 2M, the most coordinates of a token; a token with more uses repeats them.
   * @param snr Mean Es/N0, linear.
   */
  constructor(
    private readonly medium: Channel,
    private readonly snr: number,
    private readonly width: number,
    private readonly usesOf: (tokens: number) => number,
  ) {
    this.channel = medium.name;
  }

  plan(tokens: number): AnalogPlan {
    const uses = tokens > 0 ? this.usesOf(tokens) : 0;
    const perToken = allocate(uses, tokens);
    return { perToken, uses, coordinates: distinctCoordinates(perToken, this.width) };
  }

  transmit(x: Float32Array, plan: AnalogPlan, random: Random): Heard {
    const output = this.medium.transmit(repeat(x, plan.perToken, this.width), this.snr, random);
    return { ...combine(output, plan.perToken, this.width), blocks: 0, blockErrors: 0 };
  }
}
