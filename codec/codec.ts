import type { SemcomError } from "../errors.ts";

/**
 * A codec between text and the air, opened: text to channel input at the transmitter, observation to text at the
 * receiver, for a batch of messages. A link composes it with a channel; neither knows what the other is made of.
 *
 * A message goes through it in three steps. `prepare` reads the text and says what the message asks of the air; the link
 * grants coordinates; `encode` fills exactly those, and `decode` turns what was heard of them into text. The results of
 * a message do not depend on what shares its batch, but for the last bits of a neural model's.
 */
export interface Codec extends AsyncDisposable, CodecDescription {
  /**
   * Reads texts. A text that the codec cannot carry is an error in its place.
   * @param knowledge What the transmitter's model has read before; only the codec's own prompt by default.
   */
  prepare(texts: readonly string[], knowledge?: Knowledge): Promise<(Prepared | SemcomError)[]>;
  /** Turns messages into channel input that fills the coordinates that were granted, exactly. */
  encode(batch: readonly Outgoing[], medium: Medium, settings: CodecSettings): Promise<Encoded[]>;
  /**
   * Turns observations into text.
   * @param knowledge What the receiver's model has read before. Where the part that both ends have is not what the
   * transmitter's has, little arrives.
   */
  decode(
    batch: readonly Incoming[],
    medium: Medium,
    settings: CodecSettings,
    knowledge?: Knowledge,
  ): Promise<Decoded[]>;
  /** The text of each token by itself, of a codec whose tokens are pieces of text. */
  spell?(tokens: Int32Array): string[];
  /** Reads texts that are before the messages to come. Only a codec that has a causal language model can. */
  read?(texts: readonly string[], options?: ReadOptions): Promise<Background>;
}

/** What a codec's language model has read before a message. It can be shared, and gone on from. */
export type Background = Disposable;

/** Options of reading. */
export interface ReadOptions {
  /** What was read before; the codec's own prompt by default. */
  readonly after?: Background | undefined;
  /**
   * Refuse texts that do not fit as a whole. Without it the oldest are forgotten where the model's window would hold no
   * message any more.
   */
  readonly isWhole?: boolean;
}

/** What the model at one end of a link has read before a message. */
export interface Knowledge<B extends Background = Background> {
  /** What the other end has read as well, and both know that. */
  readonly shared: B;
  /** All that this end has read; the same object where that is no more. */
  readonly own: B;
}

/** All that is known of a codec before it is opened. */
export interface CodecDescription {
  readonly name: string;
  /** The kind of its model or of its source code: "bart", "gpt2", "utf8", ... */
  readonly kind: string;
  readonly scheme: Scheme;
  /** Lower-case hexadecimal SHA-256 of all that defines it. */
  readonly sha256: string;
  readonly traits: CodecTraits;
}

/**
 * The way from text to channel input. Learned: a language model with a trained rate adapter. Spinal: codewords of tokens
 * that the receiver searches for under a language model. Separate: the bits of a source code. Arithmetic: those of an
 * arithmetic code under a language model.
 */
export type Scheme = typeof SCHEMES[number];

export const SCHEMES = ["learned", "spinal", "separate", "arithmetic"] as const;

/** The links that a codec works over, and what it is told there. */
export interface CodecTraits {
  /** Channel uses without a channel code, or bits; the first is taken where nothing is said. */
  readonly links: readonly ("analog" | "digital")[];
  /** "elastic": it fills any number of uses or bits. "fixed": the bits of a message follow from its text. */
  readonly load: "elastic" | "fixed";
  /** Legal channel uses a token, and the usual ones. */
  readonly rate: Range & { readonly usual: number };
  /** Tokens of a rate in a word of ordinary text (English, words split on white space), where they are known. */
  readonly tokensPerWord?: number;
  /** Bits a token of a rate over ordinary text, with what ends and checks a message, where they are known. */
  readonly bitsPerToken?: number;
  /** Legal information bits a token of a digital link, where the load is elastic. */
  readonly bits: Range;
  /** Messages that gain from being sent together: 1 of a codec that takes one after the other. */
  readonly batch: number;
  /**
   * True of a codec that corrects errors itself by the LLRs of bits, as they come from the modulation: it does best without a
   * channel code.
   */
  readonly isCode: boolean;
  /** Side information: what the receiver is told of a message for nothing. */
  readonly sideInformation: string;
}

/** Ends of a range, both legal. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A message that the codec has read. */
export interface Prepared {
  readonly text: string;
  /** The message in the codec's own units of text: ids of subwords, bytes, ... */
  readonly tokens: Int32Array;
  readonly demand: Demand;
  /** -log2 of the language model's probability of the message, its end included, where the codec has such a model. */
  readonly informationBits?: number;
  /** The surprisal of each token in bits, and of the end last, where the codec has such a model. */
  readonly surprisals?: Float32Array;
  /**
   * Side information: whole numbers that the receiver must be told beside the signal. Of a codec without, it is how many uses
   * or bits a message takes that it must be told, where the settings do not say so.
   */
  readonly header?: readonly number[];
}

/** The room that a message asks for. */
export type Demand =
  /**
   * As much as the rate gives to so many tokens, which need not be a whole number, but no more bits than `maxBits`. `bits`
   * are those that a good channel code would have to carry, if the codec knows.
   */
  | { readonly type: "elastic"; readonly tokens: number; readonly maxBits: number; readonly bits?: number }
  /**
   * So many information bits, which mean little unless all of them are right: the link adds a check to them, and zeros where
   * its room is in larger steps. `tokens` is what a rate counts, which need not be a whole number.
   */
  | { readonly type: "fixed"; readonly bits: number; readonly tokens: number };

/**
 * The form in which a codec's signal crosses the air. Uses: the transmitter believes in a mean Es/N0 of `snrDb` dB per
 * channel use. Bits: no SNR reaches the codec. Both ends know how many uses or bits the rate gives to a token of the demand,
 * `perToken`, if a rate gives them and not a budget.
 */
export type Medium =
  | { readonly type: "uses"; readonly snrDb: number; readonly perToken?: number | undefined }
  | { readonly type: "bits"; readonly perToken?: number | undefined };

/** Settings that only codecs of some schemes have; both ends know them. */
export interface CodecSettings {
  /** Spinal: the number of tokens before one that its codeword depends on; all where it is undefined. */
  readonly memory?: number | undefined;
  /** Spinal: the most hypotheses of a step; {@linkcode USUAL_BEAM} where it is undefined. */
  readonly beam?: number | undefined;
  /** Source codes: what the receiver makes of a message whose check failed; {@linkcode USUAL_ON_FAILURE} where it is undefined. */
  readonly onFailure?: OnFailure | undefined;
}

/** Of a message whose check failed the receiver keeps nothing, or what its bits decode to, wrong as some of them are. */
export type OnFailure = typeof ON_FAILURE[number];

export const ON_FAILURE = ["empty", "best"] as const;

export const USUAL_ON_FAILURE = "empty" satisfies OnFailure;

/** The most hypotheses of a step of a search, where nothing is said. */
export const USUAL_BEAM = 128;

/** A message with the coordinates that it was granted: two for each complex channel use, or information bits. */
export interface Outgoing {
  readonly prepared: Prepared;
  readonly coordinates: number;
  /**
   * The round of hybrid ARQ, from 0: each sends other symbols of the same message. Only codecs that are a code themselves are
   * asked for more than one.
   */
  readonly round: number;
}

/** A message on its way. */
export interface Encoded {
  readonly signal: Signal;
  /** Where tokens have places of their own: those of each token, of what ends the message, and of what checks it. */
  readonly spans?: readonly Span[];
}

/** The place of a token in a signal: its channel uses or bits, and the energy of each, on average 1. */
export interface Span {
  readonly units: number;
  readonly energy: number;
}

/** Channel input: complex uses of mean power 1, real and imaginary part in turn, or information bits, 0 or 1 each. */
export type Signal =
  | { readonly type: "uses"; readonly x: Float32Array }
  | { readonly type: "bits"; readonly bits: Uint8Array };

/** A message as it was heard. */
export interface Incoming {
  readonly observation: Observation;
  /** The observations of the rounds before, of hybrid ARQ. */
  readonly earlier: readonly Observation[];
  readonly header: readonly number[];
}

/**
 * Channel output. Uses: the equalised real and imaginary parts, and the effective linear Es/N0 of each, 0 where nothing
 * was heard. Bits: the LLR of every information bit, positive for bit 0; and whether all of the link's checks passed, of which
 * a code without any has none.
 */
export type Observation =
  | { readonly type: "uses"; readonly y: Float32Array; readonly snr: Float32Array }
  | { readonly type: "bits"; readonly llr: Float32Array; readonly isIntact: boolean };

/** A message as it was understood. */
export interface Decoded {
  readonly text: string;
  readonly tokens: Int32Array;
  /** Passes of the decoder's model over the message; 0 where it has none to run. */
  readonly passes: number;
  /**
   * The receiver's probability that the message is right; of a learned codec the geometric mean of those of its tokens, 1 for
   * an empty message.
   */
  readonly confidence: number;
  /** False where the receiver knows that the text is only its best guess; undefined of a codec that cannot tell. */
  readonly delivered?: boolean;
  /** The text that explains what was heard best after this one, if the receiver's search came to another. */
  readonly runnerUp?: string;
}

/** Channel uses a token where nothing is said, of codecs that take so many. */
export const USUAL_RATE = 6;
