import type { BitChannel } from "../channel/channel.ts";
import type { ChannelCode, CodeFamily } from "../channel/coding/code.ts";
import { paprOf } from "../channel/impairments.ts";
import type { Interleaver } from "../channel/interleaver.ts";
import type { Modulation } from "../channel/modulation/modulation.ts";
import { countWrong } from "../channel/coding/decisions.ts";
import { Random } from "../channel/random.ts";
import { isUncoded } from "../channel/coding/none.ts";
import { decodeRounds, encodeRound } from "../channel/coding/rounds.ts";
import { countPilots } from "../channel/receiver/receiver.ts";
import { UsageError } from "../errors.ts";
import { checkValue } from "../link/check.ts";
import { fieldOf } from "../link/fields.ts";
import { modulate } from "../link/modulated.ts";
import type { Waveform } from "../link/resolve.ts";
import { normalApproximation, normalApproximationApplies, normalApproximationEbN0 } from "./normal_approximation.ts";
import { proportionInterval } from "./proportion.ts";
import { boundOf, theoryOf } from "./theory.ts";

/** The most coded bits of a block: all of its arrays together stay far below 100 MB. */
export const MAX_CODED_BITS = 1_000_000;

/** The event loop gets a turn this often, so that an interruption is heard. */
const SLICE_MS = 50;

/** The way of coded bits: modulated, at an SNR that is the curve's variable, or over a channel that carries bits. */
export type BitMedium =
  | Waveform & { readonly type: "waveform"; readonly modulation: Modulation; readonly interleaver: Interleaver }
  | { readonly type: "bits"; readonly channel: BitChannel };

/** A code and its channel, of which a curve is measured, and where its points end. */
export interface BerSettings {
  readonly family: CodeFamily;
  /** Information bits in a block. */
  readonly k: number;
  /** Coded bits in a block: a whole number of channel uses. */
  readonly n: number;
  /** A channel that carries bits has no SNR, so its curve has one point. */
  readonly medium: BitMedium;
  readonly seed: number;
  /** The most rounds of hybrid ARQ, as long as the code's own check fails; 1 where nothing is said. */
  readonly rounds?: number;
  /** A point ends with this many block errors ... */
  readonly errors: number;
  /** ... or with this many blocks, whichever comes first. */
  readonly limit: number;
}

/** One point of a curve. */
export interface BerRow {
  /** Mean Es/N0 in dB per complex channel use; none where the channel carries bits. */
  readonly es_n0_db?: number;
  /** Eb/N0 in dB per information bit; none where the channel carries bits. */
  readonly eb_n0_db?: number;
  readonly blocks: number;
  /** The mean peak-to-average power ratio of a block's uses in dB; only with a clipping level. */
  readonly papr_db?: number;
  /** The mean rounds of hybrid ARQ of a block, and information bits of right blocks in each channel use of all; only with such. */
  readonly mean_rounds?: number;
  readonly throughput?: number;
  /** Information bits sent, and how many of their hard decisions were wrong. */
  readonly bits: number;
  readonly bit_errors: number;
  /** Blocks with at least one wrong information bit, even where the code's own check passed. */
  readonly block_errors: number;
  /** Blocks that failed the code's own check, which the receiver knows of; 0 of a code without one. */
  readonly detected_errors: number;
  /** Rates, unbiased: of all blocks, but where errors ended the point of those before the last one (J. B. S. Haldane, 1945). */
  readonly ber: number;
  readonly bler: number;
  /** 95 % interval of the block error rate (Wilson, wider where errors are few). */
  readonly bler_low: number;
  readonly bler_high: number;
  /** What theory says (see theory.ts); where it has nothing in closed form they are left out. */
  readonly theory_ber?: number;
  readonly theory_bler?: number;
  /** About the least BLER of any code and modulation with these uses and this energy; on AWGN. */
  readonly bound_bler?: number;
  /** About the BLER of the best code of this length at this Eb/N0; only for BPSK and QPSK on AWGN with perfect CSI, and with a code. */
  readonly normal_approximation_bler?: number;
  /** Eb/N0 in dB that the code takes for its BLER beyond the normal approximation; needs errors to say. */
  readonly normal_approximation_gap_db?: number;
  /** Information bits per microsecond of simulation, from encoder to decoder. */
  readonly mbits_per_s: number;
  /** The reason why the point ended. */
  readonly stopped: "errors" | "limit" | "interrupted";
}

/**
 * A link-level curve: blocks of random bits through a channel code, a modulation and a channel.
 *
 * Uses have mean power 1 and the noise has variance N0/2 per real dimension. Each block is a message of its own to the
 * channel, so a block-fading one draws a gain for each. Bits and noise of block i come from (seed, i) alone, so the
 * points of a curve meet the same noise, scaled: their errors are not independent of each other.
 *
 * @example
 * ```ts
 * import { BerCurve, channelFrom, codeFamily, modulationNamed, ORDINARY_RECEIVER } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const waveform = { channel: channelFrom("awgn"), receiver: ORDINARY_RECEIVER, modulation: modulationNamed("qpsk") };
 * const medium = { type: "waveform", ...waveform, impairments: {}, interleaver: "standard" } as const;
 * const curve = new BerCurve({
 *   family: codeFamily("polar"), k: 64, n: 128, medium, seed: 1, errors: 100, limit: 50,
 * });
 * const { blocks, bits, stopped } = await curve.measure(3);
 * assert.deepEqual([blocks, bits, stopped], [50, 3200, "limit"]);
 * ```
 */
export class BerCurve {
  /** Eb/N0 less Es/N0, in dB: of information bits, so that they pay for a code's redundancy and for pilots. */
  readonly ebN0Offset: number;
  readonly #code: ChannelCode;

  /** @throws {UsageError} naming the nearest legal value, if there is no such code or its blocks do not fill whole uses. */
  constructor(readonly settings: BerSettings) {
    const { family, k, n, medium } = settings;
    if (n > MAX_CODED_BITS) {
      throw new UsageError(`Measure a block of ${n} coded bits: the most is ${MAX_CODED_BITS}`);
    }
    family.create(k, n); // its own limits first
    requireWholeUses(settings);
    const isPlain = medium.type === "waveform" && medium.interleaver === "none";
    this.#code = family.create(k, n, isPlain ? 1 : bitsPerUse(medium));
    this.ebN0Offset = -10 * Math.log10(k / blockEnergy(n, medium));
  }

  /** Throws a UsageError if the point cannot be measured. */
  check(esN0Db: number | undefined): void {
    this.#channelAt(esN0Db);
  }

  /** What is known of a point without measuring it: theory, the bound of all codes, and the approximation for the best binary one. */
  predict(
    esN0Db: number | undefined,
  ): Pick<BerRow, "theory_ber" | "theory_bler" | "bound_bler" | "normal_approximation_bler"> {
    const { k, n } = this.settings;
    const { ber, bler } = theoryOf(this.settings, esN0Db);
    const bound = boundOf(this.settings, esN0Db);
    const best = this.#hasApproximation && esN0Db !== undefined
      ? normalApproximation(k, n, esN0Db + this.ebN0Offset)
      : undefined;
    return {
      ...ber !== undefined && { theory_ber: ber },
      ...bler !== undefined && { theory_bler: bler },
      // Both are approximations, and a binary code is one of all.
      ...bound !== undefined && { bound_bler: Math.min(bound, best ?? 1) },
      ...best !== undefined && { normal_approximation_bler: best },
    };
  }

  /**
   * Measures one point.
   * @param esN0Db Mean Es/N0 in dB per complex channel use; undefined where the channel carries bits.
   * @param interrupted Asked every 50 ms; the point ends with what it has when the answer is yes.
   */
  async measure(esN0Db: number | undefined, interrupted: () => boolean = () => false): Promise<BerRow> {
    const { seed, errors, limit, k, n, medium } = this.settings;
    const sendBlock = this.#blockSender(this.#channelAt(esN0Db));
    const start = performance.now();
    let slice = start;
    let [blocks, bitErrors, blockErrors, detectedErrors] = [0, 0, 0, 0];
    let stopped: BerRow["stopped"] | undefined;
    let [last, paprs, allRounds] = [0, 0, 0];
    while (stopped === undefined) {
      const { wrong, passed, paprDb, rounds } = sendBlock(new Random(seed, blocks));
      blocks++;
      if (!passed) detectedErrors++;
      paprs += paprDb ?? 0;
      allRounds += rounds;
      bitErrors += wrong;
      last = wrong;
      if (wrong > 0) blockErrors++;
      if (blockErrors >= errors) stopped = "errors";
      else if (blocks >= limit) stopped = "limit";
      else if (performance.now() - slice > SLICE_MS) {
        await yieldToEvents();
        if (interrupted()) stopped = "interrupted";
        slice = performance.now();
      }
    }
    const ms = performance.now() - start;
    await yieldToEvents(); // short points would never let it have its turn
    const bits = blocks * k;
    // A point that waits for its last error ends with it: it and its block tell nothing.
    const waited = stopped === "errors" && errors > 1 ? 1 : 0;
    const bler = (blockErrors - waited) / (blocks - waited);
    const [low, high] = proportionInterval(blockErrors, blocks);
    return {
      ...esN0Db !== undefined && { es_n0_db: esN0Db, eb_n0_db: esN0Db + this.ebN0Offset },
      blocks,
      ...this.#hasClipping && { papr_db: paprs / blocks },
      ...this.#maxRounds > 1 && {
        mean_rounds: allRounds / blocks,
        throughput: k * (blocks - blockErrors) / (allRounds * blockEnergy(n, medium)),
      },
      bits,
      bit_errors: bitErrors,
      block_errors: blockErrors,
      detected_errors: detectedErrors,
      ber: (bitErrors - waited * last) / (bits - waited * k),
      bler,
      bler_low: low,
      bler_high: high,
      ...this.predict(esN0Db),
      ...this.#gapOf(esN0Db, bler),
      mbits_per_s: bits / 1000 / ms,
      stopped,
    };
  }

  get #hasClipping(): boolean {
    const { medium } = this.settings;
    return medium.type === "waveform" && medium.impairments.clipDb !== undefined;
  }

  #channelAt(esN0Db: number | undefined): BitChannel {
    const { medium } = this.settings;
    if (medium.type === "bits") {
      if (esN0Db === undefined) return medium.channel;
      throw new UsageError(`The channel ${medium.channel.name} carries bits: there is no Es/N0 to set`);
    }
    if (esN0Db === undefined) throw new UsageError("A modulated link has an SNR: say which Es/N0 to measure");
    const snr = 10 ** (Number(checkValue(fieldOf("snrDb"), esN0Db)) / 10);
    return modulate(medium.modulation, medium, snr, medium.interleaver);
  }

  /** Makes a function that sends the block of a random stream over the channel and counts its wrong information bits. */
  #blockSender(channel: BitChannel): (random: Random) => SentBlock {
    const { medium } = this.settings;
    const code = this.#code;
    const information = new Uint8Array(code.k);
    const coded = new Uint8Array(code.n);
    const soft = new Float32Array(code.k);
    return (random) => {
      for (let i = 0, word = 0; i < code.k; i++, word >>>= 1) {
        if (i % 32 === 0) word = random.uint32();
        information[i] = word & 1;
      }
      const heard: Float32Array[] = [];
      let passed = false;
      while (!passed && heard.length < this.#maxRounds) {
        encodeRound(code, information, coded, heard.length);
        heard.push(channel.transmit(coded, random));
        passed = decodeRounds(code, heard, soft);
      }
      const paprDb = this.#hasClipping && medium.type === "waveform" ? paprOfBits(coded, medium) : undefined;
      const rounds = heard.length;
      return { wrong: countWrong(information, soft), passed, rounds, ...paprDb !== undefined && { paprDb } };
    };
  }

  get #maxRounds(): number {
    return this.settings.rounds ?? 1;
  }

  get #hasApproximation(): boolean {
    const { k, n, medium } = this.settings;
    if (medium.type === "bits" || !normalApproximationApplies(k, n)) return false;
    const { channel, receiver, impairments, modulation } = medium;
    return this.#maxRounds === 1 && channel.name === "awgn" && receiver.csi === "perfect" && receiver.antennas === 1 &&
      Object.keys(impairments).length === 0 && ["bpsk", "qpsk"].includes(modulation.name);
  }

  #gapOf(esN0Db: number | undefined, bler: number): Pick<BerRow, "normal_approximation_gap_db"> {
    const { k, n } = this.settings;
    if (esN0Db === undefined || !this.#hasApproximation || bler <= 0 || bler >= 1) return {};
    return { normal_approximation_gap_db: esN0Db + this.ebN0Offset - normalApproximationEbN0(k, n, bler) };
  }
}

/** What came of a block. */
interface SentBlock {
  readonly wrong: number;
  readonly passed: boolean;
  readonly rounds: number;
  readonly paprDb?: number;
}

function paprOfBits(coded: Uint8Array, { modulation, channel }: Extract<BitMedium, { type: "waveform" }>): number {
  const symbols = new Float64Array(2 * coded.length / modulation.bitsPerSymbol);
  modulation.modulate(coded, symbols);
  return paprOf(symbols, channel.carriers);
}

/** Gives the event loop a turn: for a signal, or another point. */
function yieldToEvents(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, 0));
}

/** Coded bits that a channel use carries. */
export function bitsPerUse(medium: BitMedium): number {
  return medium.type === "bits" ? medium.channel.bitsPerUse : medium.modulation.bitsPerSymbol;
}

/** The energy of a block of n coded bits, its pilots and cyclic prefixes included, over the mean energy of a use. */
function blockEnergy(n: number, medium: BitMedium): number {
  const uses = n / bitsPerUse(medium);
  if (medium.type === "bits") return uses;
  const { channel: { overhead = 0 }, receiver } = medium;
  return (uses + countPilots(receiver)) * (1 + overhead);
}

function requireWholeUses({ family, k, n, medium }: BerSettings): void {
  const multiple = bitsPerUse(medium);
  if (n % multiple === 0) return;
  // Without a code n is k, so it is k that must change.
  const uncoded = isUncoded(family);
  const below = n - n % multiple;
  const nearest = [below, below + multiple]
    .sort((a, b) => Math.abs(a - n) - Math.abs(b - n))
    .find((legal) => isLegal(family, uncoded ? legal : k, legal));
  const { name } = medium.type === "bits" ? medium.channel : medium.modulation;
  const hint = nearest === undefined ? "" : ` (nearest: ${uncoded ? "k" : "n"}=${nearest})`;
  throw new UsageError(`Send blocks of n=${n} bits by ${name}: n must be a multiple of ${multiple}${hint}`);
}

function isLegal(family: CodeFamily, k: number, n: number): boolean {
  try {
    family.create(k, n);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
