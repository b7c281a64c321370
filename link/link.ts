import { RateAdapter } from "../adapter/rate_adapter.ts";
import { Random } from "../channel/random.ts";
import { SemanticCodec } from "../codec/learned/semantic_model.ts";
import type { Decoded } from "../codec/learned/decode.ts";
import { type CodecFolder, readCodecFolder } from "../codec/folder/read.ts";
import { split } from "../codec/text/segments.ts";
import { SemcomError } from "../errors.ts";
import type { AirInterface, Heard, Plan } from "./air_interface.ts";
import { batchesOf } from "../codec/learned/batches.ts";
import type { Knowledge } from "../channel/receiver/csi.ts";
import { airInterface, type Checked, checked } from "./resolve.ts";
import type { LinkSettings } from "./settings.ts";

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
  readonly settings: LinkSettings;
  /** What the receiver knows of the gains. */
  readonly knowledge: Knowledge;

  private constructor(
    { settings, knowledge }: Checked,
    readonly folder: CodecFolder,
    readonly air: AirInterface,
    private readonly codec: SemanticCodec,
    private readonly adapter: RateAdapter,
    private readonly stack: AsyncDisposableStack,
  ) {
    this.settings = settings;
    this.knowledge = knowledge;
  }

  /**
   * Checks the settings, reads the codec folder and opens its sessions.
   * @throws {UsageError} for a setting that is unknown or out of range.
   * @throws {RefusedError} for a codec folder that is damaged.
   */
  static async open(given: LinkSettings): Promise<Link> {
    const setUp = checked(given); // before the codec is read: what is quick to refuse is refused first
    const { codec: name, threads = navigator.hardwareConcurrency } = setUp.settings;
    const folder = await readCodecFolder(name);
    const mostUses = folder.manifest.max_uses;
    const air = airInterface(setUp, mostUses);
    await using stack = new AsyncDisposableStack();
    const codec = stack.use(await SemanticCodec.open(folder, threads));
    const adapter = stack.use(await RateAdapter.open(folder.files, mostUses, threads));
    return new Link(setUp, folder, air, codec, adapter, stack.move());
  }

  /**
   * A link at other settings over this one's sessions, which are not stack anew: they end with this link, and the other
   * one need not be disposed of.
   * @throws {UsageError} for a setting that is unknown or out of range.
   */
  at(given: Omit<LinkSettings, "codec" | "threads">): Link {
    const { codec, threads } = this.settings;
    const setUp = checked({ ...given, codec, ...threads !== undefined && { threads } });
    const air = airInterface(setUp, this.folder.manifest.max_uses);
    return new Link(setUp, this.folder, air, this.codec, this.adapter, this.stack);
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}
