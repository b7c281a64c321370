import { allocate } from "../adapter/allocation.ts";
import type { BitChannel } from "../channel/channel.ts";
import type { ChannelCode, CodeFamily } from "../channel/coding/code.ts";
import { appendCrc, CRC16, crcOf } from "../channel/coding/crc.ts";
import { isUncoded } from "../channel/coding/none.ts";
import type { Random } from "../channel/random.ts";
import { countPilots } from "../channel/receiver/receiver.ts";
import type { Demand, Signal } from "../codec/codec.ts";
import { UsageError } from "../errors.ts";
import type { Air, Grant, Heard } from "./air.ts";
import { modulate } from "./modulated.ts";
import type { BitLink, CodeRate, DigitalLink, Load } from "./resolve.ts";

/**
 * Longer messages are cut into blocks of at most this many information bits, as even as whole numbers allow; those of which
 * all bits must arrive also where the channel code does better so.
 */
const MAX_INFORMATION = 1000;

/** The check of messages that mean nothing unless all of their bits are right, where the channel code has none. */
const CHECK = CRC16;

/** Codes that are kept for other messages of the same length. */
const MAX_CODES = 500;

interface CodedGrant extends Grant {
  readonly codes: readonly ChannelCode[];
  /** Bits of a CRC after those of the codec. */
  readonly checkBits: number;
  /** Bits that go over the channel: those of all codes and, without a code, zeros that fill the last use. */
  readonly codedBits: number;
}

/**
 * Bits through any channel code, over a channel for bits or a modulated waveform: a message fills exactly the information
 * bits of its blocks, and the decoder's LLRs, positive for bit 0, come back to the codec. Bits that mean nothing unless all
 * of them are right are followed by a CRC, unless the channel code has one.
 */
export class Digital implements Air<CodedGrant> {
  readonly perToken: number | undefined;
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
    this.perToken = link.load.type === "rate"
      ? link.load.uses * this.#channel.bitsPerUse * Number(this.#codeRate)
      : link.load.type === "bits"
      ? link.load.bits
      : undefined;
  }

  plan(demand: Demand): CodedGrant {
    if (demand.tokens === 0) return { coordinates: 0, codes: [], checkBits: 0, codedBits: 0 };
    const checkBits = demand.type === "elastic" || this.#family.hasCrc ? 0 : CHECK.length;
    const { uses, information } = demand.type === "elastic"
      ? this.#stretch(demand)
      : this.#fit(demand.bits + checkBits, demand.tokens);
    const { bitsPerUse } = this.#channel;
    const segments = demand.type === "fixed" ? this.#family.segments?.(information, uses * bitsPerUse) ?? 1 : 1;
    const blocks = Math.max(segments, Math.ceil(information / MAX_INFORMATION));
    const ks = allocate(information, blocks);
    const ns = isUncoded(this.#family) ? ks : allocate(uses, blocks).map((uses) => uses * bitsPerUse);
    const codes = Array.from(ks, (k, block) => this.#code(k, ns[block]!));
    return { coordinates: information - checkBits, codes, checkBits, codedBits: uses * bitsPerUse };
  }

  transmit(signal: Signal, { codes, checkBits, codedBits }: CodedGrant, random: Random): Heard {
    if (signal.type !== "bits") throw new TypeError("A digital link takes bits and no channel uses");
    const { length } = signal.bits;
    const bits = new Uint8Array(length + checkBits);
    bits.set(signal.bits);
    if (checkBits > 0) appendCrc(CHECK, bits, length);
    // One call for the whole message: a block-fading channel draws one gain for it.
    const coded = new Uint8Array(codedBits);
    let [from, at] = [0, 0];
    for (const code of codes) {
      code.encode(bits.subarray(at, at += code.k), coded.subarray(from, from += code.n));
    }
    const heard = this.#channel.transmit(coded, random);
    const llr = new Float32Array(bits.length);
    let blockErrors = 0;
    from = at = 0;
    for (const code of codes) {
      const passed = code.decode(heard.subarray(from, from += code.n), llr.subarray(at, at += code.k));
      if (!passed) blockErrors++;
    }
    const isIntact = checkBits > 0 ? passes(llr) : blockErrors === 0;
    return {
      observation: { type: "bits", llr: llr.subarray(0, length), isIntact },
      uses: codes.length === 0 ? 0 : codedBits / this.#channel.bitsPerUse + this.#pilots,
      bits: bits.length,
      bitErrors: bits.reduce((errors, bit, i) => errors + Number(Number(llr[i]! < 0) !== bit), 0),
      codedBits,
      blocks: codes.length,
      blockErrors: isIntact ? blockErrors : Math.max(1, blockErrors),
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
    throw new UsageError(
      `${this.#describeUses(uses)} no information bit at code rate ${codeRate} with ${this.#channel.name}: ${
        this.#describeLeast(1 / codeRate)
      }`,
    );
  }

  /**
   * The uses of so many information bits, and the bits that they hold. A rate or a budget gives the uses, and the code rate
   * follows, but a rate is a mean, and short messages take what the code's shortest block takes. Or the code rate gives the
   * uses, and they hold as many information bits as it says, so that a message's uses tell how many it has.
   */
  #fit(bits: number, tokens: number): { uses: number; information: number } {
    const { bitsPerUse } = this.#channel;
    const given = this.#usesOf(tokens);
    if (given === undefined) {
      const codeRate = Number(this.#codeRate);
      const uses = Math.ceil(Math.max(bits / codeRate - ROUNDING, this.#leastCodedBits(bits)) / bitsPerUse);
      let information = Math.floor(uses * bitsPerUse * codeRate + ROUNDING);
      while (information > bits && this.#leastCodedBits(information) > uses * bitsPerUse) information--;
      return { uses, information: Math.max(bits, information) };
    }
    const least = this.#load.type === "rate" ? Math.ceil(this.#leastCodedBits(bits) / bitsPerUse) : 0;
    if (given * bitsPerUse >= bits) return { uses: Math.max(given, least), information: bits };
    throw new UsageError(
      `${this.#describeUses(given)} ${
        given * bitsPerUse
      } bits with ${this.#channel.name}, and the message has ${bits}: ${this.#describeLeast(bits)}`,
    );
  }

  /** The coded bits of the shortest blocks for so many information bits. */
  #leastCodedBits(information: number): number {
    const { minN = (k: number) => k } = this.#family;
    return allocate(information, Math.ceil(information / MAX_INFORMATION)).reduce((sum, k) => sum + minN(k), 0);
  }

  #describeUses(uses: number): string {
    return `${uses} ${uses === 1 ? "use" : "uses"}${this.#pilots > 0 ? " beside the pilots" : ""} ${
      uses === 1 ? "holds" : "hold"
    }`;
  }

  /** The least uses of so many coded bits, as the setting counts them. */
  #describeLeast(codedBits: number): string {
    const uses = Math.ceil(codedBits / this.#channel.bitsPerUse);
    return this.#load.type === "budget"
      ? `the least budget is ${uses + this.#pilots} uses`
      : `the least is ${uses} ${uses === 1 ? "use" : "uses"}`;
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

/** Whether bits by their LLRs and the CRC at their end agree, and something was heard of each of them. */
function passes(llr: Float32Array): boolean {
  const bits = Uint8Array.from(llr, (value) => Number(value < 0));
  return crcOf(CHECK, bits, bits.length) === 0 && llr.every((value) => value !== 0);
}

/** Whole numbers that binary fractions miss by a little count as met. */
const ROUNDING = 1e-9;
