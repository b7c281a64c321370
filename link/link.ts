import { Random } from "../channel/random.ts";
import type { Codec, CodecSettings, Decoded, Knowledge, Medium, OnFailure, Prepared, Span } from "../codec/codec.ts";
import { NOISELESS_SNR_DB, observeNoiseless } from "../codec/noiseless.ts";
import { SemcomError } from "../errors.ts";
import type { Air, Grant, Heard } from "./air.ts";
import { Analog } from "./analog.ts";
import { boundOf } from "./bound.ts";
import { Conversation } from "./conversation.ts";
import { Digital } from "./digital.ts";
import { ALL_MEMORY, type LinkSettings, NO_KNOWLEDGE } from "./fields.ts";
import { type Ends, type KnowledgeTexts, openKnowledge, readKnowledge } from "./knowledge.ts";
import { resolve, type ResolvedLink } from "./resolve.ts";

/** A text to send. Its noise depends on its index, besides the seed. */
export interface Message {
  readonly index: number;
  readonly text: string;
}

/** A message that arrived, right or wrong. */
export interface Reception extends Message {
  readonly status: "received";
  readonly reconstruction: string;
  /** In the codec's own units of text. */
  readonly sentTokens: Int32Array;
  readonly receivedTokens: Int32Array;
  /** Complex channel uses that the message really took, pilots among them. */
  readonly channelUses: number;
  /** Those of them that the settings did not ask for: the channel code has no block that is shorter; 0 on an analog link. */
  readonly extraUses: number;
  /** Those of them that its header took, where that is charged for. */
  readonly headerUses: number;
  /** True where the header did not arrive in any round: then nothing of the message did. */
  readonly headerFailed: boolean;
  /** The peak-to-average power ratio of its uses in dB, where a clipping level asks for it; else null. */
  readonly paprDb: number | null;
  /** Rounds of hybrid ARQ that it took; 1 without. */
  readonly rounds: number;
  /** Information bits, and how many of their hard decisions are wrong; 0 on an analog link. */
  readonly bits: number;
  readonly bitErrors: number;
  /** Coded bits; 0 on an analog link. */
  readonly codedBits: number;
  /** Blocks of the channel code, and how many of them have a wrong hard decision; 0 on an analog link. */
  readonly blocks: number;
  readonly blockErrors: number;
  /**
   * Blocks that the receiver knows to be wrong by a check of the code, and 1 where only the message's own CRC knows; 0 on an
   * analog link. What no check sees is in `blockErrors` alone.
   */
  readonly detectedErrors: number;
  /** Decoder passes of the segment that took the most; 0 for an empty message. */
  readonly passes: number;
  /** The receiver's probability that the message is right; of a learned codec the geometric mean of those of its tokens. */
  readonly confidence: number;
  /** False where the receiver knows that its text is only a best guess; null of a codec that cannot tell. */
  readonly delivered: boolean | null;
  /** -log2 of the language model's probability of the message, its end included; null of a codec without such a model. */
  readonly informationBits: number | null;
  /** The greatest probability that any code could deliver it with in its uses; null where it is not known. */
  readonly bound: number | null;
  /** By how many dB the SNR could be lower until no code could deliver it with a probability of 0.99; null like `bound`. */
  readonly marginDb: number | null;
  /** The surprisal of each sent token in bits, and of the end last; null like `informationBits`. */
  readonly surprisals: Float32Array | null;
  /** The places of each sent token, of the end and of the check in all rounds, where tokens have any; else null. */
  readonly spans: readonly Span[] | null;
  /** The text that explains best what was heard after the reconstruction; null where the receiver came to no other. */
  readonly runnerUp: string | null;
  /** Milliseconds from text to text: this message's share, by tokens, of the call that sent it. */
  readonly ms: number;
}

/** A message that the codec or the link has no legal way to send. */
export interface Refusal extends Message {
  readonly status: "refused";
  readonly error: SemcomError;
}

/** The end of one message. */
export type Outcome = Reception | Refusal;

/**
 * Text over a channel and back: a codec and an air interface. It owns neither, so that any number of links share a codec;
 * whoever opened the codec disposes of it.
 *
 * The receiver knows a message's side information (see the codec's traits), and of the gains what its CSI says. The
 * transmitter knows the mean SNR.
 *
 * @example
 * ```ts
 * import { Link, openCodec } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * await using codec = await openCodec("utf8");
 * const link = new Link(codec, { snrDb: 8, channelCode: "polar" });
 * const [outcome] = await link.send([{ index: 1, text: "Встретимся в полдень." }]);
 * assert.ok(outcome?.status === "received" && outcome.bitErrors === 0);
 * assert.equal(outcome.reconstruction, "Встретимся в полдень.");
 * ```
 */
export class Link {
  readonly resolved: ResolvedLink;
  readonly #air: Air;
  readonly #medium: Medium;
  readonly #codecSettings: CodecSettings;
  /** What the two ends have read before all messages, once a message is sent. */
  #ends: Promise<Ends> | undefined;

  /**
   * @param texts What the settings name as knowledge, where it is read already: a pipe can be read but once.
   * @throws {UsageError} for a setting that is unknown, out of range, without effect, or not for this codec.
   */
  constructor(readonly codec: Codec, settings: LinkSettings, private readonly texts?: KnowledgeTexts) {
    this.resolved = resolve(settings, codec);
    this.#air = createAir(this.resolved);
    const { memory, beam, onFailure } = this.resolved.effective;
    this.#codecSettings = {
      memory: memory === ALL_MEMORY ? Infinity : memory as number | undefined,
      beam,
      onFailure: onFailure as OnFailure | undefined,
    };
    // Where the transmitter alone knows how many uses a message takes, its frame says their scale itself.
    const perToken = knowsMore(this.resolved.effective.txKnowledge) ? undefined : this.#air.perToken;
    this.#medium = this.resolved.type === "analog"
      ? { type: "uses", snrDb: this.resolved.transmitterSnrDb, perToken }
      : { type: "bits", perToken };
  }

  /** Begins a conversation, in which messages may have those before as their context. */
  converse(): Conversation {
    return new Conversation(this.resolved.effective.context ?? 0);
  }

  /**
   * Sends messages and returns how each ended, in the same order. Messages sent together share batches; what arrives does
   * not depend on it.
   * @param conversation What was before, and where these messages are added; one of its own by default.
   */
  async send(messages: readonly Message[], conversation: Conversation = this.converse()): Promise<Outcome[]> {
    const ends = await (this.#ends ??= this.#open());
    if (!this.resolved.effective.context) return await this.#send(messages, ends);
    const outcomes: Outcome[] = [];
    for (const message of messages) {
      using remembered = await conversation.read(this.codec, ends);
      const [outcome] = await this.#send([message], remembered) as [Outcome];
      outcomes.push(outcome);
      if (outcome.status === "received") {
        conversation.add(message.text, outcome.reconstruction, outcome.delivered === true);
      }
    }
    return outcomes;
  }

  async #open(): Promise<Ends> {
    const { effective } = this.resolved;
    return await openKnowledge(this.codec, effective, this.texts ?? await readKnowledge([effective]));
  }

  async #send(messages: readonly Message[], { transmitter, receiver }: Ends): Promise<Outcome[]> {
    const start = performance.now();
    const prepared = await this.codec.prepare(messages.map(({ text }) => text), transmitter);
    const plans = prepared.map((one, i) => one instanceof SemcomError ? one : this.#plan(messages[i]!, one));
    const planned = plans.filter((plan): plan is Planned => !(plan instanceof SemcomError));
    const flights = planned.map((plan): Flight => ({ plan, heard: [], spans: undefined, decoded: undefined }));
    for (let round = 0; round < (this.resolved.effective.harq ?? 1); round++) {
      await this.#fly(flights.filter(({ decoded }) => decoded?.delivered !== true), round, receiver);
    }
    const tokens = planned.reduce((sum, { prepared }) => sum + prepared.tokens.length, 0);
    const msPerToken = (performance.now() - start) / Math.max(1, tokens);
    const receptions = flights.map((flight) => receptionOf(flight, this.resolved, msPerToken));
    let next = 0;
    return plans.map((plan, i) =>
      plan instanceof SemcomError ? { status: "refused", ...messages[i]!, error: plan } : receptions[next++]!
    );
  }

  /**
   * Tells of messages that were sent if each would arrive if nothing disturbed it, both ends knowing that: where it would not,
   * the codec cannot carry it in what it is granted, and no better channel helps.
   */
  async carries(messages: readonly Pick<Message, "text">[]): Promise<boolean[]> {
    const medium = this.#medium.type === "uses" ? { ...this.#medium, snrDb: NOISELESS_SNR_DB } : this.#medium;
    const outgoing = (await this.codec.prepare(messages.map(({ text }) => text))).map((prepared) => {
      if (prepared instanceof SemcomError) throw prepared;
      return { prepared, coordinates: this.#air.plan(prepared.demand, prepared.header).coordinates, round: 0 };
    });
    const encoded = await this.codec.encode(outgoing, medium, this.#codecSettings);
    const decoded = await this.codec.decode(
      encoded.map(({ signal }, i) => ({
        observation: observeNoiseless(signal),
        earlier: [],
        header: outgoing[i]!.prepared.header ?? [],
      })),
      medium,
      this.#codecSettings,
    );
    return decoded.map(({ text }, i) => text === messages[i]!.text);
  }

  /** Sends messages in a round, and decodes what was heard of them in this one and those before. */
  async #fly(flights: readonly Flight[], round: number, knowledge: Knowledge | undefined): Promise<void> {
    const encoded = await this.codec.encode(
      flights.map(({ plan: { prepared, grant: { coordinates } } }) => ({ prepared, coordinates, round })),
      this.#medium,
      this.#codecSettings,
    );
    flights.forEach((flight, i) => {
      const { plan: { message, grant }, heard } = flight;
      flight.spans = joinSpans(flight.spans, encoded[i]!.spans);
      const random = new Random(this.resolved.seed, message.index + round * ROUND_STRIDE);
      const isKnown = hasHeader({ heard }); // then it is not sent again
      const granted = isKnown ? { ...grant, header: undefined } : grant;
      // A codec that is a code itself sends another signal in each round, and combines them itself.
      const earlier = flight.plan.prepared.demand.type === "fixed" ? heard : [];
      heard.push(this.#air.transmit(encoded[i]!.signal, granted, random, earlier));
    });
    const [known, unknown] = [flights.filter(hasHeader), flights.filter((flight) => !hasHeader(flight))];
    const decoded = known.length === 0 ? [] : await this.codec.decode(
      known.map(({ plan: { prepared }, heard }) => {
        const rounds = heard.map(({ observation }) => observation);
        return { observation: rounds.at(-1)!, earlier: rounds.slice(0, -1), header: prepared.header ?? [] };
      }),
      this.#medium,
      this.#codecSettings,
      knowledge,
    );
    known.forEach((flight, i) => flight.decoded = decoded[i]);
    // A learned codec never says whether it has a message, and the share of those of which it does is of none then.
    const lost = this.codec.scheme === "learned" ? NOTHING : { ...NOTHING, delivered: false };
    for (const flight of unknown) flight.decoded = lost;
  }

  #plan(message: Message, prepared: Prepared): Planned | SemcomError {
    try {
      return { message, prepared, grant: this.#air.plan(prepared.demand, prepared.header) };
    } catch (error) {
      if (error instanceof SemcomError) return error;
      throw error;
    }
  }
}

/** A message that is ready to be encoded. */
interface Planned {
  readonly message: Message;
  readonly prepared: Prepared;
  readonly grant: Grant;
}

/** The places of tokens in a round after those in rounds before, in which their uses have the same energy. */
function joinSpans(before: readonly Span[] | undefined, spans: readonly Span[] | undefined): typeof spans {
  return before === undefined ? spans : spans?.map((span, i) => ({ ...span, units: span.units + before[i]!.units }));
}

/** A message on its way: what was sent of it and heard of it in each round, and what was understood of that. */
interface Flight {
  readonly plan: Planned;
  readonly heard: Heard[];
  spans: readonly Span[] | undefined;
  decoded: Decoded | undefined;
}

/** Whether an end of a link has read more than the other, by its setting. */
function knowsMore(path: string = NO_KNOWLEDGE): boolean {
  return path !== NO_KNOWLEDGE;
}

/** True where the receiver knows what the message's header says, be it told for nothing. */
function hasHeader({ heard }: Pick<Flight, "heard">): boolean {
  return heard.some(({ headerFailed }) => !headerFailed);
}

/** Counts of a message's information bits and of their blocks. */
type Counted = "bits" | "bitErrors" | "blocks" | "blockErrors" | "detectedErrors";

/** What is understood of a message without its header. */
const NOTHING: Decoded = { text: "", tokens: new Int32Array(), passes: 0, confidence: 0 };

/** Rounds of a message draw their noise from streams this far apart. */
const ROUND_STRIDE = 2 ** 50;

/** Makes the air interface of a link. */
function createAir(link: ResolvedLink): Air {
  return link.type === "analog" ? new Analog(link) : new Digital(link);
}

function receptionOf(
  { plan: { message, prepared, grant }, heard, spans, decoded }: Flight,
  link: ResolvedLink,
  msPerToken: number,
): Reception {
  const { text, tokens, passes, confidence, delivered, runnerUp = null } = decoded!;
  const { informationBits, surprisals = null } = prepared;
  // The information is that of the transmitter's model; how much there is for a receiver that knows more is not known.
  const isBounded = informationBits !== undefined && !knowsMore(link.effective.rxKnowledge);
  const bound = isBounded ? boundOf(informationBits, heard, link) : undefined;
  const sum = (count: "uses" | "headerUses" | "codedBits" | Counted) => heard.reduce((sum, one) => sum + one[count], 0);
  // Bits that are the same in all rounds count once, as they are after the last one.
  const count = (what: Counted) => prepared.demand.type === "fixed" ? heard.at(-1)![what] : sum(what);
  return {
    status: "received",
    ...message,
    reconstruction: text,
    sentTokens: prepared.tokens,
    receivedTokens: tokens,
    channelUses: sum("uses"),
    extraUses: grant.extraUses * heard.length,
    headerUses: sum("headerUses"),
    headerFailed: heard.every(({ headerFailed }) => headerFailed),
    paprDb: heard[0]!.paprDb ?? null,
    rounds: heard.length,
    bits: count("bits"),
    bitErrors: count("bitErrors"),
    codedBits: sum("codedBits"),
    blocks: count("blocks"),
    blockErrors: count("blockErrors"),
    detectedErrors: count("detectedErrors"),
    passes,
    confidence,
    delivered: delivered ?? null,
    informationBits: informationBits ?? null,
    bound: bound?.probability ?? null,
    marginDb: bound?.marginDb ?? null,
    surprisals,
    spans: spans ?? null,
    runnerUp,
    ms: msPerToken * prepared.tokens.length,
  };
}
