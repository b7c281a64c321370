import { allocate } from "../adapter/allocation.ts";
import { type Observation, RateAdapter } from "../adapter/rate_adapter.ts";
import { combine, distinctCoordinates, repeat } from "../adapter/repetition.ts";
import { type Channel, channelNamed } from "../channel/channel.ts";
import { Random } from "../channel/random.ts";
import { SemanticCodec } from "../codec/codec.ts";
import type { Decoded } from "../codec/decode.ts";
import { type CodecFolder, readCodecFolder } from "../codec/folder.ts";
import { split } from "../codec/split.ts";
import { UsageError } from "../errors.ts";
import { batchesOf } from "./batches.ts";

/** How a link is set up. */
export interface LinkSettings {
  /** A bundled codec's name or the path of a codec folder. */
  readonly codec: string;
  /** A channel's name. */
  readonly channel: string;
  /** Mean Es/N0 in dB per complex channel use. */
  readonly snrDb: number;
  /** Channel uses per token, any real number from 1 to the codec's most; a message gets the nearest whole number of uses. */
  readonly rate?: number;
  /** Channel uses of a whole message, met exactly; takes the place of `rate`. */
  readonly budget?: number;
  /** A message's noise depends on this and on its index alone. */
  readonly seed: number;
  /** Threads of a run of the language model; all cores by default. */
  readonly threads?: number;
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
  /** Complex channel uses. */
  readonly channelUses: number;
  /** Decoder passes of the segment that took the most; 0 for an empty message. */
  readonly passes: number;
  /** Geometric mean of the receiver's probabilities of its tokens; 1 for an empty message. */
  readonly confidence: number;
  /** Milliseconds from text to text: this message's share, by tokens, of the call that sent it. */
  readonly ms: number;
}

/** One stretch of a message that fits the codec. */
interface Segment {
  readonly ids: Int32Array;
  readonly uses: Int32Array;
  readonly coordinates: Int32Array;
}

/**
 * Text over a channel and back: the one object that composes a semantic codec, its rate adapter and a channel.
 * The receiver knows how many tokens a message has, and the effective SNR of every use.
 */
export class Link implements AsyncDisposable {
  private constructor(
    readonly settings: LinkSettings,
    readonly folder: CodecFolder,
    readonly channel: Channel,
    readonly codec: SemanticCodec,
    private readonly adapter: RateAdapter,
  ) {}

  /**
   * Checks the settings, reads the codec folder and opens its sessions.
   * @throws {UsageError} for a setting that is unknown or out of range.
   * @throws {RefusedError} for a codec folder that is damaged.
   */
  static async open(settings: LinkSettings): Promise<Link> {
    const channel = channelNamed(settings.channel);
    checkRange("SNR", settings.snrDb, ...SNR_RANGE, "dB");
    const folder = await readCodecFolder(settings.codec);
    const { max_uses } = folder.manifest;
    if (settings.rate !== undefined) checkRange("rate", settings.rate, 1, max_uses, "uses a token");
    if (settings.budget !== undefined && !(Number.isInteger(settings.budget) && settings.budget >= 1)) {
      throw new UsageError(`The budget is ${settings.budget} uses, and must be a whole number of at least 1`);
    }
    if (!Number.isInteger(settings.seed) || settings.seed < 0 || settings.seed > Number.MAX_SAFE_INTEGER) {
      throw new UsageError(`The seed is ${settings.seed}, and must be a whole number from 0 to 2^53 - 1`);
    }
    const threads = settings.threads ?? navigator.hardwareConcurrency;
    const codec = await SemanticCodec.open(folder, threads);
    return new Link(settings, folder, channel, codec, await RateAdapter.open(folder.files, max_uses, threads));
  }

  /** Sends messages and returns what arrived, in the same order. Messages sent together share batches; results do not depend on it. */
  async send(messages: readonly Message[]): Promise<Reception[]> {
    const start = performance.now();
    const prepared = messages.map((message) => this.#prepare(message));
    const segments = prepared.flatMap((message) => message.segments);
    const decoded = await this.#overTheAir(prepared, segments);
    const perToken = (performance.now() - start) / Math.max(1, segments.reduce((sum, s) => sum + s.ids.length, 0));
    return prepared.map(({ message, ids, segments }) => this.#reception(message, ids, segments, decoded, perToken));
  }

  #prepare(message: Message): { message: Message; ids: Int32Array; segments: Segment[] } {
    const { tokenizer, manifest } = this.codec;
    const ids = tokenizer.encode(message.text);
    const uses = allocate(this.settings.budget ?? Math.round((this.settings.rate ?? DEFAULTS.rate) * ids.length), ids.length);
    let at = 0;
    const segments = split(message.text, ids, tokenizer, manifest.max_tokens).map((part): Segment => {
      const own = uses.subarray(at, at += part.length);
      return { ids: part, uses: own, coordinates: distinctCoordinates(own, this.adapter.width) };
    });
    return { message, ids, segments };
  }

  async #overTheAir(
    messages: readonly { message: Message; segments: readonly Segment[] }[],
    segments: readonly Segment[],
  ): Promise<Map<Segment, Decoded>> {
    const { width } = this.adapter;
    const sent = new Map<Segment, Float32Array>();
    for (const batch of batchesOf(segments)) {
      const coordinates = batch.map((segment) => segment.coordinates);
      const features = await this.codec.encode(batch.map((segment) => segment.ids), coordinates, this.settings.snrDb, false);
      const x = await this.adapter.transmit(features, coordinates, false);
      batch.forEach((segment, i) => sent.set(segment, repeat(x[i]!, segment.uses, width)));
    }
    const heard = new Map<Segment, Observation>();
    for (const { message, segments } of messages) {
      const output = this.#transmit(segments.map((segment) => sent.get(segment)!), message.index);
      segments.forEach((segment, i) => heard.set(segment, combine(output[i]!, segment.uses, width)));
    }
    const decoded = new Map<Segment, Decoded>();
    for (const batch of batchesOf(segments)) {
      const evidence = await this.adapter.receive(batch.map((s) => heard.get(s)!), batch.map((s) => s.coordinates), false);
      const rows = await this.codec.decode(evidence, batch.map((s) => s.ids.length));
      batch.forEach((segment, i) => decoded.set(segment, rows[i]!));
    }
    return decoded;
  }

  /** A message meets its channel as one block, whatever segments the codec needed. */
  #transmit(parts: readonly Float32Array[], index: number): Observation[] {
    const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    const { y, snr } = this.channel.transmit(whole, 10 ** (this.settings.snrDb / 10), new Random(this.settings.seed, index));
    at = 0;
    return parts.map(({ length }) => ({ y: y.subarray(at, at + length), snr: snr.subarray(at, at += length) }));
  }

  #reception(
    message: Message,
    sentIds: Int32Array,
    segments: readonly Segment[],
    decoded: ReadonlyMap<Segment, Decoded>,
    msPerToken: number,
  ): Reception {
    const parts = segments.map((segment) => decoded.get(segment)!);
    const receivedIds = Int32Array.from(parts.flatMap((part) => [...part.ids]));
    const logarithms = parts.reduce((sum, part) => part.probability.reduce((s, p) => s + Math.log(p), sum), 0);
    return {
      ...message,
      reconstruction: this.codec.tokenizer.decode(receivedIds),
      sentIds,
      receivedIds,
      channelUses: segments.reduce((sum, segment) => segment.uses.reduce((s, count) => s + count, sum), 0),
      passes: Math.max(0, ...parts.map((part) => part.passes)),
      confidence: Math.exp(logarithms / Math.max(1, receivedIds.length)),
      ms: msPerToken * sentIds.length,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.codec[Symbol.asyncDispose]();
    await this.adapter[Symbol.asyncDispose]();
  }
}

function checkRange(what: string, value: number, least: number, most: number, unit: string): void {
  if (!(value >= least && value <= most)) {
    throw new UsageError(`The ${what} is ${value} ${unit}, and must be from ${least} to ${most}`);
  }
}
