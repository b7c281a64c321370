import type { Random } from "../channel/random.ts";
import { receive } from "../channel/receiver/receive.ts";
import { countPilots } from "../channel/receiver/receiver.ts";
import type { Demand, Signal } from "../codec/codec.ts";
import type { Air, Grant, Heard } from "./air.ts";
import { autoUses } from "./auto_uses.ts";
import type { AnalogLink } from "./resolve.ts";

/** Discrete-time analog transmission: two coordinates are the real and imaginary part of one channel use. */
export class Analog implements Air {
  readonly perToken: number | undefined;
  readonly #snr: number;
  readonly #pilots: number;

  constructor(private readonly link: AnalogLink) {
    this.perToken = link.load.type === "rate" ? link.load.uses : undefined;
    this.#snr = 10 ** (link.snrDb / 10);
    this.#pilots = countPilots(link.receiver);
  }

  plan(demand: Demand): Grant {
    const { load, transmitterSnrDb } = this.link;
    const { tokens } = demand;
    const grant = (uses: number): Grant => ({ coordinates: 2 * uses, extraUses: 0 });
    if (tokens === 0) return grant(0);
    switch (load.type) {
      case "rate":
        return grant(Math.round(load.uses * tokens));
      case "auto":
        if (demand.type !== "elastic" || demand.bits === undefined) break;
        return grant(autoUses(demand.bits, transmitterSnrDb, load.failure));
      case "budget":
        return grant(load.uses - this.#pilots);
    }
    throw new TypeError(`An analog link has no load of type ${load.type} for a demand of type ${demand.type}`);
  }

  transmit(signal: Signal, _grant: Grant, random: Random): Heard {
    if (signal.type !== "uses") throw new TypeError("An analog link takes channel uses and no bits");
    const { channel, receiver } = this.link;
    const { y, snr } = receive(channel, receiver, signal.x, this.#snr, random);
    const data = signal.x.length / 2;
    return {
      observation: { type: "uses", y, snr },
      uses: data === 0 ? 0 : data + this.#pilots,
      bits: 0,
      bitErrors: 0,
      codedBits: 0,
      blocks: 0,
      blockErrors: 0,
      detectedErrors: 0,
    };
  }
}
