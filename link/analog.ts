import { allocate } from "../adapter/allocation.ts";
import { combine, distinctCoordinates, repeat } from "../adapter/repetition.ts";
import type { Channel } from "../channel/channel.ts";
import type { Random } from "../channel/random.ts";
import type { AirInterface, Heard, Plan } from "./air_interface.ts";

interface AnalogPlan extends Plan {
  /** Channel uses of each token: all but the pilots. */
  readonly perToken: Int32Array;
}

/** Discrete-time analog transmission: two coordinates are the real and imaginary part of one channel use. */
export class Analog implements AirInterface {
  readonly name = "analog";
  readonly channel: string;

  /**
   * @param medium The channel as the receiver meets it, which adds the pilots.
   * @param snr Mean Es/N0, linear.
   * @param width 2M, the most coordinates of a token; a token with more uses repeats them.
   * @param usesOf Channel uses of a message of so many tokens, without pilots.
   * @param pilots Uses that the medium adds to a message that is not empty.
   */
  constructor(
    private readonly medium: Channel,
    private readonly snr: number,
    private readonly width: number,
    private readonly usesOf: (tokens: number) => number,
    private readonly pilots: number,
  ) {
    this.channel = medium.name;
  }

  plan(tokens: number): AnalogPlan {
    const perToken = allocate(tokens > 0 ? this.usesOf(tokens) : 0, tokens);
    const uses = perToken.reduce((sum, count) => sum + count, tokens > 0 ? this.pilots : 0);
    return { perToken, uses, coordinates: distinctCoordinates(perToken, this.width) };
  }

  transmit(x: Float32Array, plan: AnalogPlan, random: Random): Heard {
    const output = this.medium.transmit(repeat(x, plan.perToken, this.width), this.snr, random);
    return { ...combine(output, plan.perToken, this.width), blocks: 0, blockErrors: 0 };
  }
}
