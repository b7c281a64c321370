import type { BitChannel } from "../channel/channel.ts";
import type { ChannelCode } from "../channel/coding/code.ts";
import { polar } from "../channel/coding/polar.ts";
import { failureOf } from "../channel/finite_blocklength.ts";
import { Random } from "../channel/random.ts";
import { BitReader } from "../codec/separate/bits.ts";
import { pushGolomb, readGolomb } from "../codec/separate/golomb.ts";
import { UsageError } from "../errors.ts";

/**
 * What the receiver is told of a message beside its signal: whole numbers, such as how many tokens its segments have, or how many
 * uses it takes; and how its line ends, which two bits say.
 */
export type HeaderNumbers = readonly number[];

/** Whether the receiver is told side information for nothing, or it takes uses of its own. */
export type HeaderPrice = typeof HEADER_PRICES[number];

export const HEADER_PRICES = ["free", "charged"] as const;

/** Numbers up to 63 take 7 bits, up to 191 nine. */
const ORDER = 6;

/** Bits for how the line ends: with nothing, a line feed, or a carriage return and a line feed. */
const ENDING_BITS = 2;

/** Content of a block, behind a bit that says whether another one follows: a sentence's numbers are in one. */
const CONTENT = 12;
const INFORMATION = 1 + CONTENT;

/** The bits of a block and its CRC of 11, which the polar code has to bring over. */
const CODED_INFORMATION = INFORMATION + 11;

/** The rate at which a block may fail at the link's SNR by the normal approximation. */
const FAILURE = 1e-3;

/** A block has no more coded bits, however bad the channel. */
const MAX_CODED = 4096;

/** Coded bits by which it is found out what a channel's LLRs tell, in messages of so many bits each. */
const PROBES = 32;
const PROBE_BITS = 256;
const SEED = 0x4ead;

/**
 * The code of headers over a channel: blocks of 13 bits, each a polar code with its CRC of 11 bits, in as many coded bits as bring it over
 * 999 times in 1,000, by the normal approximation for what the channel's LLRs tell of a bit in the mean. It is known to both
 * ends like the SNR, and asks nothing of the message's own code.
 */
export class HeaderCode {
  readonly #code: ChannelCode;

  constructor(private readonly channel: BitChannel) {
    this.#code = polar.create(INFORMATION, codedBitsFor(channel));
  }

  /** The uses of a header with these numbers. */
  usesOf(numbers: HeaderNumbers): number {
    return this.#blocksOf(numbers) * this.#code.n / this.channel.bitsPerUse;
  }

  /** The lengths of the blocks of so many coded bits. */
  partsOf(codedBits: number): number[] {
    return new Array(codedBits / this.#code.n).fill(this.#code.n);
  }

  #blocksOf(numbers: HeaderNumbers): number {
    return Math.ceil(contentOf(numbers).length / CONTENT);
  }

  /** The coded bits of a header with these numbers. */
  encode(numbers: HeaderNumbers): Uint8Array {
    const content = contentOf(numbers);
    const blocks = this.#blocksOf(numbers);
    const { k, n } = this.#code;
    const coded = new Uint8Array(blocks * n);
    for (let block = 0; block < blocks; block++) {
      const information = new Uint8Array(k);
      information[0] = Number(block + 1 < blocks);
      information.set(content.slice(block * CONTENT, (block + 1) * CONTENT), 1);
      this.#code.encode(information, coded.subarray(block * n, (block + 1) * n));
    }
    return coded;
  }

  /** Reads a header from the LLRs of its coded bits; undefined where a block fails its check, or says that there are others. */
  decode(llr: Float32Array): HeaderNumbers | undefined {
    const { k, n } = this.#code;
    const content: number[] = [];
    const soft = new Float32Array(k);
    for (let from = 0; from < llr.length; from += n) {
      if (!this.#code.decode(llr.subarray(from, from + n), soft)) return undefined;
      const [more, ...bits] = Array.from(soft, (value) => Number(value < 0));
      content.push(...bits);
      if ((more === 1) !== (from + n < llr.length)) return undefined;
    }
    const reader = new BitReader(Uint8Array.from(content));
    reader.number(ENDING_BITS);
    const count = Math.min(readGolomb(reader, 0), content.length);
    return Array.from({ length: count + 1 }, () => readGolomb(reader, ORDER));
  }
}

/** True where a header says what was sent: one that says something else fails as well, though nobody knows. */
export function isSame(sent: HeaderNumbers, heard: HeaderNumbers | undefined): boolean {
  return heard !== undefined && (sent.length === 0 ? [0] : sent).every((number, i) => number === heard[i]);
}

/**
 * What a budget of uses leaves for a message's signal.
 * @throws {UsageError} if that is nothing.
 */
export function budgetLeft(budget: number, pilots: number, header: number): number {
  const left = budget - pilots - header;
  if (left > 0) return left;
  const taken = [
    ...pilots > 0 ? [`the pilots take ${pilots}`] : [],
    ...header > 0 ? [`its header takes ${header}`] : [],
  ];
  throw new UsageError(
    `The budget is ${budget} ${budget === 1 ? "use" : "uses"}, and ${taken.join(" and ")}: the least budget is ${
      pilots + header
    } and what the message needs`,
  );
}

/** How a line ends, how many numbers there are beyond the first, and the numbers. */
function contentOf(numbers: HeaderNumbers): number[] {
  const bits: number[] = new Array(ENDING_BITS).fill(0);
  const some = numbers.length === 0 ? [0] : numbers;
  pushGolomb(bits, some.length - 1, 0);
  for (const number of some) pushGolomb(bits, number, ORDER);
  return bits;
}

/** The coded bits of a block: a whole number of uses. */
function codedBitsFor(channel: BitChannel): number {
  const { bitsPerUse } = channel;
  const { mean, variance } = informationOf(channel);
  const fails = (n: number) =>
    failureOf(CODED_INFORMATION, { uses: n, capacity: n * mean, dispersion: n * variance }) > FAILURE;
  let n = Math.ceil((CODED_INFORMATION + 1) / bitsPerUse) * bitsPerUse;
  while (n + bitsPerUse <= MAX_CODED && fails(n)) n += bitsPerUse;
  return n;
}

/** The information between a coded bit and its LLR (bit-interleaved coded modulation), in bits. */
function informationOf(channel: BitChannel): { mean: number; variance: number } {
  let [sum, squares] = [0, 0];
  const bitsOfProbe = Math.ceil(PROBE_BITS / channel.bitsPerUse) * channel.bitsPerUse;
  for (let probe = 0; probe < PROBES; probe++) {
    const random = new Random(SEED, probe);
    const bits = Uint8Array.from({ length: bitsOfProbe }, () => random.uint32() >>> 31);
    channel.transmit(bits, random).forEach((llr, i) => {
      const against = bits[i] === 1 ? llr : -llr;
      const information = 1 - (Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against)))) / Math.LN2;
      sum += information;
      squares += information ** 2;
    });
  }
  const mean = sum / (PROBES * bitsOfProbe);
  return { mean, variance: squares / (PROBES * bitsOfProbe) - mean ** 2 };
}
