import { allocate } from "../adapter/allocation.ts";
import type { BitChannel, Channel } from "../channel/channel.ts";
import type { ChannelCode, CodeFamily } from "../channel/coding/code.ts";
import { appendCrc, CRC16, crcOf } from "../channel/coding/crc.ts";
import { countWrong } from "../channel/coding/decisions.ts";
import { isUncoded } from "../channel/coding/none.ts";
import { decodeRounds, encodeRound } from "../channel/coding/rounds.ts";
import type { Random } from "../channel/random.ts";
import { countPilots } from "../channel/receiver/receiver.ts";
import type { Demand, Signal } from "../codec/codec.ts";
import { UsageError } from "../errors.ts";
import type { Air, Grant, Heard } from "./air.ts";
import { modulate } from "./modulated.ts";
import { budgetLeft, HeaderCode, type HeaderNumbers, isSame } from "./header.ts";
import type { BitLink, CodeRate, DigitalLink, Load } from "./resolve.ts";
import { usesTaken, usesWithin } from "./uses.ts";

/**
 * Longer messages are cut into blocks of at most this many information bits, as even as whole numbers allow; those of which
 * all bits must arrive also where the channel code does better so.
 */
const MAX_INFORMATION = 1000;

/** A message of more uses is a slip of a rate or a code rate, and would take all memory there is. */
const MAX_USES = 4_000_000;

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
  /** Bits of a symbol for which codes arrange theirs. */
  readonly #codeOrder: number;
  readonly #pilots: number;
  /** The channel below the modulation, where there is one. */
  readonly #waveform: Channel | undefined;
  readonly #header: HeaderCode | undefined;
  readonly #codes = new Map<string, ChannelCode>();

  constructor(link: DigitalLink | BitLink) {
    this.#family = link.code;
    this.#codeRate = link.codeRate;
    this.#load = link.load;
    this.#channel = link.type === "bits"
      ? link.channel
      : modulate(link.modulation, link, 10 ** (link.snrDb / 10), link.interleaver);
    this.#codeOrder = link.type === "digital" && link.interleaver === "none" ? 1 : this.#channel.bitsPerUse;
    this.#pilots = link.type === "bits" ? 0 : countPilots(link.receiver);
    this.#waveform = link.type === "bits" ? undefined : link.channel;
    this.#header = link.header === "charged" ? new HeaderCode(this.#channel) : undefined;
    this.perToken = link.load.type === "rate"
      ? link.load.uses * this.#channel.bitsPerUse * Number(this.#codeRate)
      : link.load.type === "bits"
      ? link.load.bits
      : undefined;
  }

  plan(demand: Demand, told?: HeaderNumbers): CodedGrant {
    if (demand.tokens === 0) {
      return { coordinates: 0, header: undefined, codes: [], checkBits: 0, codedBits: 0, extraUses: 0 };
    }
    const checkBits = demand.type === "elastic" || this.#family.hasCrc ? 0 : CHECK.length;
    // A budget is known, so that its header is as well; else the header says how many uses they are.
    const ofBudget = told ?? (demand.type === "fixed" && this.#codeRate === "follows" ? [demand.bits + checkBits] : []);
    const left = this.#load.type === "budget"
      ? budgetLeft(this.#within(this.#load.uses), this.#pilots, this.#header?.usesOf(ofBudget) ?? 0)
      : undefined;
    const { uses, information } = demand.type === "elastic"
      ? this.#stretch(demand, left)
      : this.#fit(demand.bits + checkBits, demand.tokens, left);
    const header = this.#header && (left !== undefined ? ofBudget : told ?? [uses, ...ofBudget]);
    const { bitsPerUse } = this.#channel;
    if (uses > MAX_USES) {
      throw new UsageError(
        `The message would take ${uses} uses, and the most is ${MAX_USES}: raise the code rate, lower the rate, or cut the message`,
      );
    }
    const segments = demand.type === "fixed" ? this.#family.segments?.(information, uses * bitsPerUse) ?? 1 : 1;
    const ks = divide(information, segments);
    const coordinates = information - checkBits;
    if (isUncoded(this.#family)) {
      const codes = Array.from(ks, (k) => this.#code(k, k));
      return { coordinates, header, codes, checkBits, codedBits: uses * bitsPerUse, extraUses: 0 };
    }
    const shares = allocate(uses, ks.length);
    const granted = Array.from(ks, (k, block) => Math.max(shares[block]!, this.#leastUses(k)));
    const all = granted.reduce((sum, uses) => sum + uses, 0);
    if (all > uses && this.#load.type === "budget") throw this.#createTooFewError(uses, information);
    const codes = Array.from(ks, (k, block) => this.#code(k, granted[block]! * bitsPerUse));
    return { coordinates, header, codes, checkBits, codedBits: all * bitsPerUse, extraUses: all - uses };
  }

  transmit(
    signal: Signal,
    { header, codes, checkBits, codedBits }: CodedGrant,
    random: Random,
    earlier: readonly Heard[] = [],
  ): Heard {
    if (signal.type !== "bits") throw new TypeError("A digital link takes bits and no channel uses");
    const { length } = signal.bits;
    const bits = new Uint8Array(length + checkBits);
    bits.set(signal.bits);
    if (checkBits > 0) appendCrc(CHECK, bits, length);
    // One call for the whole message, its header first: a block-fading channel draws one gain for it.
    const before = header === undefined ? new Uint8Array() : this.#header!.encode(header);
    const coded = new Uint8Array(before.length + codedBits);
    coded.set(before);
    let [from, at] = [before.length, 0];
    for (const code of codes) {
      encodeRound(code, bits.subarray(at, at += code.k), coded.subarray(from, from += code.n), earlier.length);
    }
    const heard = this.#channel.transmit(coded, random);
    const llr = new Float32Array(bits.length);
    let [bitErrors, blockErrors, failed] = [0, 0, 0];
    const own = heard.subarray(before.length);
    const rounds = [...earlier.map(({ coded }) => coded!), own];
    [from, at] = [0, 0];
    for (const code of codes) {
      const soft = llr.subarray(at, at + code.k);
      const block = rounds.map((round) => round.subarray(from, from + code.n));
      from += code.n;
      if (!decodeRounds(code, block, soft)) failed++;
      const wrong = countWrong(bits.subarray(at, at += code.k), soft);
      bitErrors += wrong;
      if (wrong > 0) blockErrors++;
    }
    const isIntact = checkBits > 0 ? passes(llr) : failed === 0;
    return {
      coded: own,
      observation: { type: "bits", llr: llr.subarray(0, length), isIntact },
      uses: codes.length === 0 ? 0 : this.#taken(coded.length / this.#channel.bitsPerUse + this.#pilots),
      headerUses: before.length / this.#channel.bitsPerUse,
      headerFailed: header !== undefined &&
        !isSame(header, this.#header!.decode(heard.subarray(0, before.length))),
      bits: bits.length,
      bitErrors,
      codedBits,
      blocks: codes.length,
      blockErrors,
      detectedErrors: isIntact ? failed : Math.max(1, failed),
    };
  }

  /** The uses that so many take with the channel's overhead: all of a budget, of which that may leave one over. */
  #taken(uses: number): number {
    if (this.#load.type === "budget") return this.#load.uses;
    return this.#waveform === undefined ? uses : usesTaken(uses, this.#waveform);
  }

  #within(budget: number): number {
    return this.#waveform === undefined ? budget : usesWithin(budget, this.#waveform);
  }

  /** The uses, and as many information bits as they hold or are asked for: one at least, unless a budget says how many uses. */
  #stretch(
    { tokens, maxBits }: { tokens: number; maxBits: number },
    left: number | undefined,
  ): { uses: number; information: number } {
    const { bitsPerUse } = this.#channel;
    const codeRate = Number(this.#codeRate);
    const wanted = this.#load.type === "bits" ? Math.max(1, Math.round(this.#load.bits * tokens)) : Infinity;
    const uses = left ?? this.#usesOf(tokens) ?? Math.ceil(wanted / codeRate / bitsPerUse - ROUNDING);
    const information = Math.min(wanted, Math.floor(uses * bitsPerUse * codeRate + ROUNDING), maxBits);
    if (information >= 1) return { uses, information };
    if (this.#load.type !== "budget") return { uses: Math.max(1, uses), information: 1 };
    const least = Math.max(this.#leastUses(1), Math.ceil(1 / codeRate / bitsPerUse));
    throw new UsageError(
      `${this.#describeUses(uses)} no information bit at code rate ${codeRate} with ${this.#channel.name}: ${
        this.#describeLeast(least, uses)
      }`,
    );
  }

  /**
   * The uses of so many information bits, and the bits that they hold. A rate or a budget gives the uses, and the code rate
   * follows. Or the code rate gives the uses, and they hold as many information bits as it says, but no
   * less than its shortest blocks take, so that a message's uses tell how many it has.
   */
  #fit(bits: number, tokens: number, left: number | undefined): { uses: number; information: number } {
    const { bitsPerUse } = this.#channel;
    const given = left ?? this.#usesOf(tokens);
    if (given !== undefined) {
      if (given * bitsPerUse < bits) throw this.#createTooFewError(given, bits);
      return { uses: given, information: bits };
    }
    const codeRate = Number(this.#codeRate);
    const uses = Math.ceil(Math.max(bits / codeRate - ROUNDING, this.#leastCodedBits(bits)) / bitsPerUse);
    let information = Math.floor(uses * bitsPerUse * codeRate + ROUNDING);
    while (information > bits && this.#leastCodedBits(information) > uses * bitsPerUse) information--;
    return { uses, information: Math.max(bits, information) };
  }

  #createTooFewError(uses: number, bits: number): UsageError {
    const coded = isUncoded(this.#family) ? "" : `${this.#family.name} over `;
    const least = divide(bits).reduce((sum, k) => sum + this.#leastUses(k), 0);
    return new UsageError(
      `${this.#describeUses(uses)} ${
        uses * this.#channel.bitsPerUse
      } bits with ${coded}${this.#channel.name}, and the message has ${bits}: ${this.#describeLeast(least, uses)}`,
    );
  }

  /** The coded bits of the shortest block with so many information bits. */
  #leastBlock(k: number): number {
    return this.#family.minN?.(k) ?? k;
  }

  /** The uses of that block. */
  #leastUses(k: number): number {
    return Math.ceil(this.#leastBlock(k) / this.#channel.bitsPerUse);
  }

  /** The coded bits of the shortest blocks for so many information bits. */
  #leastCodedBits(information: number): number {
    return divide(information).reduce((sum, k) => sum + this.#leastBlock(k), 0);
  }

  #describeUses(uses: number): string {
    const others = [...this.#pilots > 0 ? ["the pilots"] : [], ...this.#header !== undefined ? ["the header"] : []];
    const beside = this.#load.type === "budget" && others.length > 0 ? ` beside ${others.join(" and ")}` : "";
    return `${uses} ${uses === 1 ? "use" : "uses"}${beside} ${uses === 1 ? "holds" : "hold"}`;
  }

  /** The least uses as the setting counts them: a budget has more than the `given` ones of the signal. */
  #describeLeast(uses: number, given: number): string {
    return this.#load.type === "budget"
      ? `the least budget is ${uses + this.#load.uses - given} uses`
      : `the least is ${uses} ${uses === 1 ? "use" : "uses"}`;
  }

  /** The uses that a rate gives to so many tokens, without pilots and header; undefined where they follow from the bits. */
  #usesOf(tokens: number): number | undefined {
    return this.#load.type === "rate" ? Math.round(this.#load.uses * tokens) : undefined;
  }

  #code(k: number, n: number): ChannelCode {
    const key = `${k},${n}`;
    let code = this.#codes.get(key);
    if (code === undefined) {
      if (this.#codes.size >= MAX_CODES) this.#codes.clear();
      this.#codes.set(key, code = this.#family.create(k, n, this.#codeOrder));
    }
    return code;
  }
}

/** Cuts a message's information bits into blocks, at least so many. */
function divide(information: number, segments = 1): Int32Array {
  return allocate(information, Math.max(segments, Math.ceil(information / MAX_INFORMATION)));
}

/** Whether bits by their LLRs and the CRC at their end agree, and something was heard of each of them. */
function passes(llr: Float32Array): boolean {
  const bits = Uint8Array.from(llr, (value) => Number(value < 0));
  return crcOf(CHECK, bits, bits.length) === 0 && llr.every((value) => value !== 0);
}

/** Whole numbers that binary fractions miss by a little count as met. */
const ROUNDING = 1e-9;
