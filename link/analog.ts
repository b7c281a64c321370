import { paprOf } from "../channel/impairments.ts";
import { modulationNamed } from "../channel/modulation/registry.ts";
import type { Random } from "../channel/random.ts";
import { receive } from "../channel/receiver/receive.ts";
import { countPilots } from "../channel/receiver/receiver.ts";
import type { Demand, Signal } from "../codec/codec.ts";
import type { Air, Grant, Heard } from "./air.ts";
import { autoUses } from "./auto_uses.ts";
import { budgetLeft, HeaderCode, type HeaderNumbers, isSame } from "./header.ts";
import { modulate } from "./modulated.ts";
import type { AnalogLink } from "./resolve.ts";
import { usesTaken, usesWithin } from "./uses.ts";

/** The modulation of a header that goes before analog uses. */
const HEADER_MODULATION = modulationNamed("qpsk");

/**
 * Discrete-time analog transmission: two coordinates are the real and imaginary part of one channel use. A header that is charged
 * for goes before them, coded, in QPSK.
 */
export class Analog implements Air {
  readonly perToken: number | undefined;
  readonly #snr: number;
  readonly #pilots: number;
  readonly #header: HeaderCode | undefined;

  constructor(private readonly link: AnalogLink) {
    this.perToken = link.load.type === "rate" ? link.load.uses : undefined;
    this.#snr = 10 ** (link.snrDb / 10);
    this.#pilots = countPilots(link.receiver);
    this.#header = link.header === "charged" ? new HeaderCode(modulate(HEADER_MODULATION, link, this.#snr)) : undefined;
  }

  plan(demand: Demand, told?: HeaderNumbers): Grant {
    const { load, transmitterSnrDb } = this.link;
    const { tokens } = demand;
    const grant = (uses: number, numbers = told ?? [uses]): Grant => ({
      coordinates: 2 * uses,
      header: this.#header && numbers,
      extraUses: 0,
    });
    if (tokens === 0) return { coordinates: 0, header: undefined, extraUses: 0 };
    switch (load.type) {
      case "rate":
        return grant(Math.round(load.uses * tokens));
      case "auto":
        if (demand.type !== "elastic" || demand.bits === undefined) break;
        return grant(autoUses(demand.bits, transmitterSnrDb, load.failure));
      case "budget": {
        const header = told ?? [];
        return grant(
          budgetLeft(usesWithin(load.uses, this.link.channel), this.#pilots, this.#header?.usesOf(header) ?? 0),
          header,
        );
      }
    }
    throw new TypeError(`An analog link has no load of type ${load.type} for a demand of type ${demand.type}`);
  }

  transmit(signal: Signal, { header }: Grant, random: Random): Heard {
    if (signal.type !== "uses") throw new TypeError("An analog link takes channel uses and no bits");
    const { channel, receiver } = this.link;
    const coded = header === undefined ? undefined : this.#header!.encode(header);
    const before = coded === undefined ? 0 : 2 * coded.length / HEADER_MODULATION.bitsPerSymbol;
    const x = new Float32Array(before + signal.x.length);
    if (coded !== undefined) HEADER_MODULATION.modulate(coded, x.subarray(0, before));
    x.set(signal.x, before);
    const { y, snr } = receive(channel, receiver, x, this.#snr, random);
    return {
      observation: { type: "uses", y: y.subarray(before), snr: snr.subarray(before) },
      uses: x.length === 0 ? 0 : this.#usesOf(x.length / 2 + this.#pilots),
      ...this.link.impairments.clipDb !== undefined && x.length > 0 && { paprDb: paprOf(x, channel.carriers) },
      headerUses: before / 2,
      headerFailed: header !== undefined && !this.#arrives(header, y.subarray(0, before), snr.subarray(0, before)),
      bits: 0,
      bitErrors: 0,
      codedBits: 0,
      blocks: 0,
      blockErrors: 0,
      detectedErrors: 0,
    };
  }

  /** The uses that so many take: all of a budget, of which the prefix may leave one over. */
  #usesOf(uses: number): number {
    const { load, channel } = this.link;
    return load.type === "budget" ? load.uses : usesTaken(uses, channel);
  }

  #arrives(header: HeaderNumbers, y: Float32Array, snr: Float32Array): boolean {
    const llr = new Float32Array(y.length / 2 * HEADER_MODULATION.bitsPerSymbol);
    HEADER_MODULATION.demap(y, snr.filter((_, i) => i % 2 === 0), llr);
    return isSame(header, this.#header!.decode(llr));
  }
}
