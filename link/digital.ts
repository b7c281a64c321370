import { allocate } from "../adapter/allocation.ts";
import type { BitChannel } from "../channel/channel.ts";
import type { ChannelCode, CodeFamily } from "../channel/coding/code.ts";
import type { Random } from "../channel/random.ts";
import { countPilots } from "../channel/receiver/receiver.ts";
import type { Demand, Signal } from "../codec/codec.ts";
import { UsageError } from "../errors.ts";
import type { Air, Grant, Heard } from "./air.ts";
import { modulate } from "./modulated.ts";
import type { BitLink, CodeRate, DigitalLink, Load } from "./resolve.ts";

/** Longer messages are cut into blocks of at most this many information bits, as even as whole numbers allow. */
const MAX_INFORMATION = 1000;

/** Codes that are kept for other messages of the same length. */
const MAX_CODES = 500;

interface CodedGrant extends Grant {
  readonly codes: readonly ChannelCode[];
}

/**
 * Bits through any channel code, over a channel for bits or a modulated waveform: a message fills exactly the information
 * bits of its blocks, and the decoder's LLRs, positive for bit 0, come back to the codec.
 */
export class Digital implements Air<CodedGrant> {
  readonly #family: CodeFamily;
  readonly #codeRate: CodeRate;
  readonly #load: Load;
  readonly #channel: BitChannel;
  readonly #pilots: number;
  readonly #codes = new Map<string, ChannelCode>();

  constructor(link: DigitalLink | BitLink) {
    this.#family = link.code;
    this.#codeRate = link.codeRate;
    this.#load = link.load;
    this.#channel = link.type === "bits" ? link.channel : modulate(link.modulation, link, 10 ** (link.snrDb / 10));
    this.#pilots = link.type === "bits" ? 0 : countPilots(link.receiver);
  }

  plan(demand: Demand): CodedGrant {
    if (demand.tokens === 0) return { coordinates: 0, codes: [] };
    const { uses, information } = demand.type === "elastic"
      ? this.#stretch(demand)
      : this.#fit(demand.bits, demand.tokens);
    const blocks = Math.ceil(information / MAX_INFORMATION);
    const usesOfBlock = allocate(uses, blocks);
    const perUse = this.#channel.bitsPerUse;
    const codes = Array.from(allocate(information, blocks), (k, block) => this.#code(k, usesOfBlock[block]! * perUse));
    return { coordinates: information, codes };
  }

  transmit(signal: Signal, { codes }: CodedGrant, random: Random): Heard {
    if (signal.type !== "bits") throw new TypeError("A digital link takes bits and no channel uses");
    const { bits } = signal;
    // One call for the whole message: a block-fading channel draws one gain for it.
    const coded = new Uint8Array(codes.reduce((sum, { n }) => sum + n, 0));
    let [from, at] = [0, 0];
    for (const code of codes) {
      code.encode(bits.subarray(at, at += code.k), coded.subarray(from, from += code.n));
    }
    const heard = this.#channel.transmit(coded, random);
    const llr = new Float32Array(bits.length);
    let blockErrors = 0;
    from = at = 0;
    for (const code of codes) {
      const isIntact = code.decode(heard.subarray(from, from += code.n), llr.subarray(at, at += code.k));
      if (!isIntact) blockErrors++;
    }
    return {
      observation: { type: "bits", llr },
      uses: codes.length === 0 ? 0 : coded.length / this.#channel.bitsPerUse + this.#pilots,
      bits: bits.length,
      bitErrors: bits.reduce((errors, bit, i) => errors + Number(Number(llr[i]! < 0) !== bit), 0),
      codedBits: coded.length,
      blocks: codes.length,
      blockErrors,
    };
  }

  /** The uses, and as many information bits as they hold or are asked for. */
  #stretch({ tokens, maxBits }: { tokens: number; maxBits: number }): { uses: number; information: number } {
    const { bitsPerUse } = this.#channel;
    const codeRate = Number(this.#codeRate);
    const wanted = this.#load.type === "bits" ? Math.round(this.#load.bits * tokens) : Infinity;
    const uses = this.#usesOf(tokens) ?? Math.ceil(wanted / codeRate / bitsPerUse - ROUNDING);
    const information = Math.min(wanted, Math.floor(uses * bitsPerUse * codeRate + ROUNDING), maxBits);
    if (information >= 1) return { uses, information };
    const what = this.#pilots > 0 ? "uses beside the pilots" : "uses";
    throw new UsageError(
      `${uses} ${what} hold no information bit at code rate ${codeRate} with ${this.#channel.name}: the least is ${
        Math.ceil(1 / codeRate / bitsPerUse)
      } uses`,
    );
  }

  /** The uses of so many information bits: the code rate gives them, or they are given and it follows. */
  #fit(bits: number, tokens: number): { uses: number; information: number } {
    const { bitsPerUse } = this.#channel;
    const uses = this.#usesOf(tokens) ?? Math.ceil(bits / Number(this.#codeRate) / bitsPerUse - ROUNDING);
    if (uses * bitsPerUse >= bits) return { uses, information: bits };
    throw new UsageError(
      `${uses} uses hold ${
        uses * bitsPerUse
      } bits with ${this.#channel.name}, and the message has ${bits}: the least is ${
        Math.ceil(bits / bitsPerUse)
      } uses`,
    );
  }

  /** The uses of a message of so many tokens, without pilots; undefined where they follow from its bits. */
  #usesOf(tokens: number): number | undefined {
    if (this.#load.type === "rate") return Math.round(this.#load.uses * tokens);
    if (this.#load.type === "budget") return this.#load.uses - this.#pilots;
    return undefined;
  }

  #code(k: number, n: number): ChannelCode {
    const key = `${k},${n}`;
    let code = this.#codes.get(key);
    if (code === undefined) {
      if (this.#codes.size >= MAX_CODES) this.#codes.clear();
      this.#codes.set(key, code = this.#family.create(k, n));
    }
    return code;
  }
}

/** Whole numbers that binary fractions miss by a little count as met. */
const ROUNDING = 1e-9;
