import { llrOfError, logOddsOfError, probabilityOf } from "./belief.ts";
import type { ChannelCode, CodeFamily } from "./code.ts";
import { appendCrc, CRC11, crcOf } from "./crc.ts";
import { requireBlock, requireDecode, requireEncode } from "./limits.ts";
import { constructPolar, type PolarConstruction } from "./polar_construction.ts";
import { MAX_FLIPS, PolarListDecoder } from "./polar_list.ts";
import { schedulePolar } from "./polar_schedule.ts";
import { polarTransform } from "./polar_transform.ts";

const CHECK = CRC11;
const LIST = 8;
/** The longest list. */
const MAX_LIST = 1024;
/** A list that fails is grown by so much, up to its longest. */
const GROWTH = 4;
/** Bits of the longest mother code. Beyond it bits are repeated, which loses little of a code with few information bits alone. */
const MAX_MOTHER = 1024;
const FEW = 256;
/** The share of wrong bits in a block that passed its check and is wrong. Measured: 0.35 to 0.5 at 64/128, 0 to 2.5 dB. */
const WRONG_SHARE = 0.42;
/**
 * What paths are worth as votes when all are known to be wrong. A path's vote is e^(-metric / PATIENCE), that of the best path 1; a bit that
 * had no vote gets DOUBT of one for each path. The logarithm of the votes' ratio counts for `trustIn(list)` of itself. Measured at 64/128,
 * 200/400, 500/1000, 40/200 and 100/130 with lists of 2 to 128 and BLER from 0.15 to 0.8, so that the LLRs of failed blocks agree with the
 * share of bits that are wrong.
 */
const PATIENCE = 6;
const DOUBT = 0.05;

/** The longer a list, the more its agreement says. */
function trustIn(list: number): number {
  return 0.13 + 0.078 * Math.log2(list);
}

/**
 * The polar code of 3GPP TS 38.212 sections 5.3.1 and 5.4.1 as the uplink uses it for long blocks: the k information
 * bits and an 11-bit CRC (section 5.1) in one mother code of at most 1,024 bits, punctured, shortened or repeated to
 * any n >= k + 11, and interleaved for the channel. No parity-check bits and no interleaving of input bits; no
 * segmentation, so k <= 1013.
 * Decoded by successive cancellation; where the result fails the CRC, again with a list of 8, of which the likeliest
 * path that passes wins, and so on with lists four times as long, up to the one that is asked for (adaptive list decoding:
 * the block error rate is that of the longest list to within a few per cent, at a fraction of the work).
 *
 * A list decoder makes hard decisions. Their soft output is:
 * - the CRC passed: the same for every bit, by the odds that the block is wrong all the same (see {@linkcode logOddsOfError}), of
 *   which 0.42 of its bits then are;
 * - it failed on all paths: their vote on each bit, by their metrics (see {@linkcode PATIENCE});
 * - nothing arrived (all LLRs 0): 0, and the check counts as failed although the zero word would pass it.
 */
export const polar: CodeFamily = {
  ...createFamily(LIST),
  description: "CRC-aided polar code of 3GPP TS 38.212 (CRC11, rate matching), list decoding with list 8",
  parameters: [{
    name: "list",
    description: "the most paths of the decoder, which takes more where fewer fail",
    default: LIST,
    min: 1,
    max: MAX_LIST,
    whole: true,
  }],
  configure: (parameters) => createFamily(parameters.number("list")),
};

function createFamily(list: number): CodeFamily {
  return {
    name: "polar",
    description: `CRC-aided polar code of 3GPP TS 38.212 (CRC11, rate matching), list decoding with list ${list}`,
    hasCrc: true,
    minN: leastCodedBits,
    segments: (k, n) => Math.max(1, Math.min(Math.ceil(n / MAX_MOTHER), Math.ceil(k / FEW))),
    create(k: number, n: number): ChannelCode {
      requireBlock("polar", k, n, { maxK: MAX_MOTHER - CHECK.length, minN: leastCodedBits });
      return new Polar(k, n, list);
    },
  };
}

/** The check is sent as well. */
function leastCodedBits(k: number): number {
  return k + CHECK.length;
}

class Polar implements ChannelCode {
  readonly name = "polar";
  readonly #construction: PolarConstruction;
  readonly #words: Uint32Array;
  /** Information and check bits of one path, or of the block to encode. */
  readonly #block: Uint8Array;
  #decoder: PolarListDecoder | undefined;

  constructor(readonly k: number, readonly n: number, private readonly list: number) {
    this.#construction = constructPolar(k + CHECK.length, n);
    this.#words = new Uint32Array(this.#construction.length / 32);
    this.#block = new Uint8Array(k + CHECK.length);
  }

  encode(information: Uint8Array, coded: Uint8Array): void {
    requireEncode(this, information, coded);
    const { information: channels, sent } = this.#construction;
    const block = this.#block;
    const words = this.#words;
    block.set(information);
    appendCrc(CHECK, block, this.k);
    words.fill(0);
    for (let i = 0; i < block.length; i++) words[channels[i]! >>> 5]! |= block[i]! << (channels[i]! & 31);
    polarTransform(words);
    for (let i = 0; i < sent.length; i++) coded[i] = (words[sent[i]! >>> 5]! >>> (sent[i]! & 31)) & 1;
  }

  decode(llr: Float32Array, soft: Float32Array): boolean {
    requireDecode(this, llr, soft);
    const { length, information } = this.#construction;
    const { list } = this;
    const decoder = this.#decoder ??= new PolarListDecoder(
      length,
      schedulePolar(length, information, list > MAX_FLIPS ? Math.log2(MAX_FLIPS) : undefined),
      list,
    );
    if (!this.#recover(llr, decoder.input)) {
      soft.fill(0);
      return false;
    }
    // Most blocks need no list: it is kept for those whose single path fails the CRC (Li, Shen and Tse, 2012).
    if (decoder.decode(1) === 1 && this.#check(decoder, 0, soft)) return true;
    let paths = 1;
    for (let size = Math.min(LIST, list); paths < list; size = Math.min(GROWTH * size, list)) {
      paths = decoder.decode(size);
      // In order of the metrics: each round takes the best path after the last one.
      for (let round = 0, metric = -1, last = -1; round < paths; round++) {
        const path = nextBest(decoder, paths, metric, last);
        if (this.#check(decoder, path, soft)) return true;
        metric = decoder.metric(path);
        last = path;
      }
      if (size === list) break;
    }
    this.#vote(decoder, paths, soft);
    return false;
  }

  /** Undoes the rate matching into the LLRs of the mother code; returns whether anything arrived at all. */
  #recover(llr: Float32Array, mother: Float64Array): boolean {
    const { sent, known } = this.#construction;
    let total = 0;
    mother.fill(0);
    for (let i = 0; i < sent.length; i++) {
      mother[sent[i]!]! += llr[i]!;
      total += Math.abs(llr[i]!);
    }
    // A shortened bit is certainly 0: more certain than all the channel can say against it.
    for (let i = 0; i < known.length; i++) mother[known[i]!] = 1 + total;
    return total > 0;
  }

  /** True if a path passes the CRC, whose bits are then the output. */
  #check(decoder: PolarListDecoder, path: number, soft: Float32Array): boolean {
    this.#read(decoder, path);
    const block = this.#block;
    if (crcOf(CHECK, block, block.length) !== 0) return false;
    const sure = llrOfError(WRONG_SHARE * probabilityOf(this.#logOddsOfError(decoder, path)));
    for (let i = 0; i < this.k; i++) soft[i] = block[i] ? -sure : sure;
    return true;
  }

  /** Of a path that passed its check. A bit that is not sent has an LLR of 0, and so takes back what it adds to the redundancy. */
  #logOddsOfError(decoder: PolarListDecoder, path: number): number {
    const { length, known } = this.#construction;
    return logOddsOfError(decoder.surprise(path), length - known.length - this.k);
  }

  /** The information and check bits of a path into #block. */
  #read(decoder: PolarListDecoder, path: number): void {
    const { information } = this.#construction;
    const words = this.#words;
    const block = this.#block;
    decoder.codeword(path, words);
    polarTransform(words);
    for (let i = 0; i < block.length; i++) block[i] = (words[information[i]! >>> 5]! >>> (information[i]! & 31)) & 1;
  }

  /** Soft output from the votes of all paths, none of which passed the check. */
  #vote(decoder: PolarListDecoder, paths: number, soft: Float32Array): void {
    const zero = this.#zero ??= new Float64Array(this.k);
    const one = this.#one ??= new Float64Array(this.k);
    zero.fill(DOUBT * paths);
    one.fill(DOUBT * paths);
    const best = decoder.metric(nextBest(decoder, paths, -1, -1));
    for (let path = 0; path < paths; path++) {
      this.#read(decoder, path);
      const vote = Math.exp((best - decoder.metric(path)) / PATIENCE);
      for (let i = 0; i < this.k; i++) (this.#block[i] ? one : zero)[i]! += vote;
    }
    const trust = trustIn(this.list);
    for (let i = 0; i < this.k; i++) soft[i] = trust * Math.log(zero[i]! / one[i]!);
  }
  #zero: Float64Array | undefined;
  #one: Float64Array | undefined;
}

/** The path with the smallest metric after (metric, last) in the order of (metric, number). */
function nextBest(decoder: PolarListDecoder, paths: number, metric: number, last: number): number {
  let best = -1;
  for (let path = 0; path < paths; path++) {
    const own = decoder.metric(path);
    if (own < metric || (own === metric && path <= last)) continue;
    if (best < 0 || own < decoder.metric(best)) best = path;
  }
  return best;
}
