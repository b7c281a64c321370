import { RateAdapter } from "../adapter/rate_adapter.ts";
import { codeFamily } from "../channel/coding/registry.ts";
import { modulation } from "../channel/modulation/modulation.ts";
import { Random } from "../channel/random.ts";
import { bitChannelFrom, channelFrom } from "../channel/registry.ts";
import { SemanticCodec } from "../codec/codec.ts";
import type { Decoded } from "../codec/decode.ts";
import { type CodecFolder, readCodecFolder } from "../codec/folder.ts";
import { split } from "../codec/split.ts";
import { SemcomError, UsageError } from "../errors.ts";
import { unknownName } from "../suggest.ts";
import type { AirInterface, Heard, Plan } from "./air_interface.ts";
import { Analog } from "./analog.ts";
import { batchesOf } from "./batches.ts";
import { Digital } from "./digital.ts";
import { digitalChoice } from "./digital_choice.ts";
import { type Knowledge, knowledgeOf, type KnowledgeSettings } from "./knowledge.ts";
import { modulated } from "./modulated.ts";
import { knowing } from "./receiver.ts";

/** How a link is set up. Any of `channelCode`, `codeRate`, `modulation` and `bits` makes it digital, as `link` can. */
export interface LinkSettings extends KnowledgeSettings {
  /**
   * "analog" or "digital". A digital link of which nothing else is said takes the code, the code rate and the modulation
   * that did best at its SNR over AWGN ({@linkcode digitalChoice}).
   */
  readonly link?: string;
  /** A bundled codec's name or the path of a codec folder. */
  readonly codec: string;
  /** A channel's name, with parameters as in "rician:k=6,fading=fast". One that carries bits needs a digital link. */
  readonly channel: string;
  /** Mean Es/N0 in dB per complex channel use. */
  readonly snrDb: number;
  /** The Es/N0 in dB that the transmitter's codec believes in, on an analog link; `snrDb` by default. */
  readonly txSnrDb?: number;
  /**
   * Channel uses per token, any real number from 1 to the codec's most; a message gets the nearest whole number of uses.
   * Pilots come on top.
   */
  readonly rate?: number;
  /** Channel uses of a whole message, pilots included, met exactly; takes the place of `rate`. */
  readonly budget?: number;
  /** A message's noise depends on this and on its index alone. */
  readonly seed: number;
  /** Threads of a run of the language model; all cores by default. */
  readonly threads?: number;
  /** The channel code's family, "ldpc" by default. */
  readonly channelCode?: string;
  /** Information bits per coded bit, above 0 and at most 1; 1/2 by default, and 1 without a code. */
  readonly codeRate?: number;
  /** The modulation's name, "qpsk" by default; none goes with a channel that carries bits. */
  readonly modulation?: string;
  /** Information bits per token, at most twice the codec's most uses; takes the place of `rate`. */
  readonly bits?: number;
}

/** The settings of {@linkcode LinkSettings} that have a usual value. */
export const DEFAULTS = { codec: "bart-mini", channel: "awgn", snrDb: 10, rate: 6, seed: 1 } as const;

/** Mean SNR outside these bounds says nothing about the codecs, which learn from -6 to 20 dB. */
export const SNR_RANGE = [-30, 60] as const;

/** A text to send. Its index is what its noise depends on, besides the seed. */
export interface Message {
  readonly index: number;
  readonly text: string;
}

/** What came out of the link for one message. */
export interface Reception extends Message {
  readonly reconstruction: string;
  readonly sentIds: Int32Array;
  readonly receivedIds: Int32Array;
  /** Complex channel uses, pilots included. */
  readonly channelUses: number;
  /** Information bits, blocks of the channel code, and blocks that failed its check: 0 on an analog link. */
  readonly bits: number;
  readonly blocks: number;
  readonly blockErrors: number;
  /** Decoder passes of the segment that took the most; 0 for an empty message. */
  readonly passes: number;
  /** Geometric mean of the receiver's probabilities of its tokens; 1 for an empty message. */
  readonly confidence: number;
  /** Milliseconds from text to text: this message's share, by tokens, of the call that sent it. */
  readonly ms: number;
}

/** A message that the link has no legal way to send. */
export interface Undelivered extends Message {
  readonly error: SemcomError;
}

/** One stretch of a message that fits the codec. */
interface Segment {
  readonly ids: Int32Array;
  readonly coordinates: Int32Array;
}

/** A message that is ready to be sent. */
interface Prepared {
  readonly message: Message;
  readonly ids: Int32Array;
  readonly plan: Plan;
  readonly segments: readonly Segment[];
}

/**
 * Text over a channel and back: the one object that composes a semantic codec, its rate adapter, on a digital link a
 * channel code and a modulation, and a channel. The receiver knows how many tokens a message has, and the effective
 * SNR of every use as far as its channel knowledge goes.
 */
export class Link implements AsyncDisposable {
  private constructor(
    readonly settings: LinkSettings,
    readonly folder: CodecFolder,
    readonly air: AirInterface,
    /** What the receiver knows of the gains. */
    readonly knowledge: Knowledge,
    private readonly codec: SemanticCodec,
    private readonly adapter: RateAdapter,
  ) {}

  /**
   * Checks the settings, reads the codec folder and opens its sessions.
   * @throws {UsageError} for a setting that is unknown or out of range.
   * @throws {RefusedError} for a codec folder that is damaged.
   */
  static async open(given: LinkSettings): Promise<Link> {
    const settings = completed(given);
    checkRange("SNR", settings.snrDb, ...SNR_RANGE, "dB");
    if (!Number.isInteger(settings.seed) || settings.seed < 0 || settings.seed > Number.MAX_SAFE_INTEGER) {
      throw new UsageError(`The seed is ${settings.seed}, and must be a whole number from 0 to 2^53 - 1`);
    }
    const { txSnrDb } = settings;
    if (txSnrDb !== undefined) checkRange("transmitter's SNR", txSnrDb, ...SNR_RANGE, "dB");
    if (txSnrDb !== undefined && isDigital(settings)) {
      throw new UsageError(
        `The transmitter's SNR is ${txSnrDb} dB, and no SNR reaches the codec of a digital link: leave it out`,
      );
    }
    const knowledge = knowledgeOf(settings);
    checkChannel(settings, knowledge); // before the codec is read: what is quick to refuse is refused first
    const folder = await readCodecFolder(settings.codec);
    const air = airInterface(settings, knowledge, folder.manifest.max_uses);
    const threads = settings.threads ?? navigator.hardwareConcurrency;
    const codec = await SemanticCodec.open(folder, threads);
    return new Link(
      settings,
      folder,
      air,
      knowledge,
      codec,
      await RateAdapter.open(folder.files, folder.manifest.max_uses, threads),
    );
  }

  /**
   * A link at other settings over this one's sessions, which are not opened anew: they end with this link, and the other
   * one need not be disposed of.
   * @throws {UsageError} for a setting that is unknown or out of range.
   */
  at(given: Omit<LinkSettings, "codec" | "threads">): Link {
    const { codec, threads } = this.settings;
    const settings = completed({ ...given, codec, ...threads !== undefined && { threads } });
    const knowledge = knowledgeOf(settings);
    checkChannel(settings, knowledge);
    const air = airInterface(settings, knowledge, this.folder.manifest.max_uses);
    return new Link(settings, this.folder, air, knowledge, this.codec, this.adapter);
  }

  /**
   * Sends messages and returns what arrived, in the same order. Messages sent together share batches; what arrives does
   * not depend on it.
   */
  async send(messages: readonly Message[]): Promise<(Reception | Undelivered)[]> {
    const start = performance.now();
    const outcomes = messages.map((message) => this.#prepare(message));
    const prepared = outcomes.filter((outcome) => "plan" in outcome);
    const features = await this.#transmit(prepared.flatMap(({ segments }) => segments));
    const heard = new Map<Segment, Heard>();
    const heardOf = new Map(prepared.map((one) => [one.message, this.#overTheAir(one, features, heard)]));
    const decoded = await this.#receive([...heard.keys()], heard);
    const tokens = prepared.reduce((sum, { ids }) => sum + ids.length, 0);
    const msPerToken = (performance.now() - start) / Math.max(1, tokens);
    return outcomes.map((outcome) =>
      "plan" in outcome ? this.#reception(outcome, heardOf.get(outcome.message)!, decoded, msPerToken) : outcome
    );
  }

  #prepare(message: Message): Prepared | Undelivered {
    const { tokenizer, manifest } = this.codec;
    const ids = tokenizer.encode(message.text);
    try {
      const plan = this.air.plan(ids.length);
      let at = 0;
      const segments = split(message.text, ids, tokenizer, manifest.max_tokens).map((part): Segment => ({
        ids: part,
        coordinates: plan.coordinates.subarray(at, at += part.length),
      }));
      return { message, ids, plan, segments };
    } catch (error) {
      if (error instanceof SemcomError) return { ...message, error };
      throw error;
    }
  }

  async #transmit(segments: readonly Segment[]): Promise<Map<Segment, Float32Array>> {
    const sent = new Map<Segment, Float32Array>();
    const bits = this.air.name === "digital";
    for (const batch of batchesOf(segments)) {
      const coordinates = batch.map((segment) => segment.coordinates);
      const features = await this.codec.encode(
        batch.map((segment) => segment.ids),
        coordinates,
        this.settings.txSnrDb ?? this.settings.snrDb,
        bits,
      );
      const x = await this.adapter.transmit(features, coordinates, bits);
      batch.forEach((segment, i) => sent.set(segment, x[i]!));
    }
    return sent;
  }

  /** A message meets its channel as one block, whatever segments the codec needed. */
  #overTheAir(
    { message, plan, segments }: Prepared,
    sent: Map<Segment, Float32Array>,
    heard: Map<Segment, Heard>,
  ): Heard {
    const x = new Float32Array(plan.coordinates.reduce((sum, count) => sum + count, 0));
    let at = 0;
    for (const segment of segments) {
      x.set(sent.get(segment)!, at);
      at += sent.get(segment)!.length;
    }
    const whole = this.air.transmit(x, plan, new Random(this.settings.seed, message.index));
    at = 0;
    for (const segment of segments) {
      const { length } = sent.get(segment)!;
      heard.set(segment, { ...whole, y: whole.y.subarray(at, at + length), snr: whole.snr.subarray(at, at + length) });
      at += length;
    }
    return whole;
  }

  async #receive(segments: readonly Segment[], heard: Map<Segment, Heard>): Promise<Map<Segment, Decoded>> {
    const decoded = new Map<Segment, Decoded>();
    for (const batch of batchesOf(segments)) {
      const observations = batch.map((segment) => heard.get(segment)!);
      const evidence = await this.adapter.receive(
        observations,
        batch.map((s) => s.coordinates),
        this.air.name === "digital",
      );
      const rows = await this.codec.decode(evidence, batch.map((s) => s.ids.length));
      batch.forEach((segment, i) => decoded.set(segment, rows[i]!));
    }
    return decoded;
  }

  #reception(
    { message, ids, plan, segments }: Prepared,
    { blocks, blockErrors }: Heard,
    decoded: ReadonlyMap<Segment, Decoded>,
    msPerToken: number,
  ): Reception {
    const parts = segments.map((segment) => decoded.get(segment)!);
    const receivedIds = Int32Array.from(parts.flatMap((part) => [...part.ids]));
    const logarithms = parts.reduce((sum, part) => part.probability.reduce((s, p) => s + Math.log(p), sum), 0);
    return {
      ...message,
      reconstruction: this.codec.tokenizer.decode(receivedIds),
      sentIds: ids,
      receivedIds,
      channelUses: plan.uses,
      bits: this.air.name === "digital" ? plan.coordinates.reduce((sum, count) => sum + count, 0) : 0,
      blocks,
      blockErrors,
      passes: Math.max(0, ...parts.map((part) => part.passes)),
      confidence: Math.exp(logarithms / Math.max(1, receivedIds.length)),
      ms: msPerToken * ids.length,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.codec[Symbol.asyncDispose]();
    await this.adapter[Symbol.asyncDispose]();
  }
}

/**
 * What gets a codec's coordinates over the channel of these settings.
 * @param mostUses M, the most channel uses of a token that the codec knows.
 * @throws {UsageError} for a setting that is unknown or out of range.
 */
export function airInterface(settings: LinkSettings, knowledge: Knowledge, mostUses: number): AirInterface {
  const { rate = DEFAULTS.rate, budget, bits } = settings;
  const pilots = knowledge.pilots?.count ?? 0;
  checkRange("rate", rate, 1, mostUses, "uses a token");
  if (budget !== undefined && !(Number.isInteger(budget) && budget >= 1)) {
    throw new UsageError(`The budget is ${budget} uses, and must be a whole number of at least 1`);
  }
  if (budget !== undefined && budget <= pilots) {
    throw new UsageError(
      `The budget is ${budget} uses, and the pilots take ${pilots}, which leaves none for the message`,
    );
  }
  const usesOf = (tokens: number) => budget === undefined ? Math.round(rate * tokens) : budget - pilots;
  const snr = 10 ** (settings.snrDb / 10);
  const width = 2 * mostUses;
  if (!isDigital(settings)) {
    return new Analog(knowing(channelFrom(settings.channel), knowledge), snr, width, usesOf, pilots);
  }

  const family = codeFamily(settings.channelCode ?? "ldpc");
  const codeRate = settings.codeRate ?? (family.name === "none" ? 1 : 0.5);
  if (!(codeRate > 0 && codeRate <= 1)) {
    throw new UsageError(`The code rate is ${codeRate}, and must be above 0 and at most 1`);
  }
  if (family.name === "none" && codeRate !== 1) {
    throw new UsageError(`The code rate is ${codeRate}, and must be 1 without a channel code`);
  }
  if (bits !== undefined) checkRange("number of bits", bits, 1, width, "a token");
  if (bits !== undefined && budget !== undefined) {
    throw new UsageError("Both bits a token and a budget are given, and either decides: leave one out");
  }
  const common = { family, codeRate, ...bits !== undefined && { bits } };
  const bitChannel = bitChannelFrom(settings.channel);
  if (bitChannel !== undefined) return new Digital(common, bitChannel.name, bitChannel, width, usesOf);
  const channel = knowing(channelFrom(settings.channel), knowledge);
  const scheme = modulation(settings.modulation ?? "qpsk");
  const carrier = modulated(scheme, channel, snr);
  return new Digital({ ...common, modulation: scheme }, channel.name, carrier, width, usesOf, pilots);
}

/**
 * Settings with what `link` alone leaves open.
 * @throws {UsageError} for a link of another name, or an analog one with what only a digital one has.
 */
export function completed(settings: LinkSettings): LinkSettings {
  const { link } = settings;
  if (link === undefined) return settings;
  if (link !== "analog" && link !== "digital") throw unknownName("link", link, ["analog", "digital"]);
  if (link === "analog" && isDigital(settings)) {
    const given = DIGITAL.map((name) => settings[name]).filter((value) => value !== undefined).join(", ");
    throw new UsageError(`The link is analog, and ${given} belongs to a digital one: leave one out`);
  }
  if (link === "analog" || isDigital(settings)) return settings;
  // A channel that carries bits takes no modulation, and its quality is not the SNR.
  if (bitChannelFrom(settings.channel) !== undefined) return { ...settings, channelCode: "ldpc" };
  return { ...settings, ...digitalChoice(settings.snrDb) };
}

/** The settings of which any makes a link digital. */
const DIGITAL = ["channelCode", "codeRate", "modulation", "bits"] as const;

function isDigital(settings: LinkSettings): boolean {
  return DIGITAL.some((name) => settings[name] !== undefined);
}

/** Refuses a channel that is unknown, or that does not go with the link or with what the receiver knows. */
function checkChannel(settings: LinkSettings, knowledge: Knowledge): void {
  const bitChannel = isDigital(settings) ? bitChannelFrom(settings.channel) : undefined;
  if (bitChannel === undefined) return void knowing(channelFrom(settings.channel), knowledge);
  const unfit = settings.modulation !== undefined
    ? `The modulation is ${settings.modulation}`
    : knowledge.csi !== "perfect"
    ? `The channel knowledge is ${knowledge.csi}`
    : settings.equaliser !== undefined
    ? `The equaliser is ${knowledge.equaliser}`
    : undefined;
  if (unfit === undefined) return;
  throw new UsageError(`${unfit}, and the channel ${bitChannel.name} carries bits as they are: leave one out`);
}

function checkRange(what: string, value: number, least: number, most: number, unit: string): void {
  if (!(value >= least && value <= most)) {
    throw new UsageError(`The ${what} is ${value} ${unit}, and must be from ${least} to ${most}`);
  }
}
