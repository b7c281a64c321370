import type { Background, ReadOptions } from "../codec.ts";
import { addLength, takeLength } from "./length_header.ts";
import type { SourceCoder } from "./source_coder.ts";

/** Text to the bits of a message and back: what a {@linkcode SeparateCodec} sends. The bits say where they end. */
export interface MessageCoder {
  /** Bits a token of ordinary text; a rate counts the message's own tokens where it is undefined. */
  readonly typicalBits: number | undefined;
  /**
   * @param background What both ends have read before, of a coder that reads.
   * @throws {SemcomError} for a text that it cannot carry.
   */
  encode(text: string, background?: Background): Promise<CodedMessage>;
  /**
   * Decodes bits; zeros may follow them.
   * @param isIntact False where some are wrong.
   */
  decode(bits: Uint8Array, isIntact: boolean, background?: Background): Promise<DecodedMessage>;
  /** Reads texts that are before the messages to come, of a coder with a language model. */
  read?(texts: readonly string[], options?: ReadOptions): Promise<Background>;
}

/** A message as bits, 0 or 1 each. */
export interface CodedMessage {
  readonly tokens: Int32Array;
  readonly bits: Uint8Array;
  /** -log2 of a language model's probability of the message, its end included. */
  readonly informationBits?: number;
}

/** A message that was decoded. */
export interface DecodedMessage {
  readonly text: string;
  readonly tokens: Int32Array;
  /** Steps of a language model. */
  readonly passes: number;
}

/** A source code whose messages say how many bits they have. */
export function messagesOf(coder: SourceCoder): MessageCoder {
  const { endsItself = false } = coder;
  return {
    typicalBits: coder.typicalBits,
    encode(text) {
      const bits = coder.encode(text);
      return Promise.resolve({ tokens: coder.tokens(text), bits: endsItself ? bits : addLength(bits) });
    },
    decode(bits) {
      return Promise.resolve({ ...coder.decode(endsItself ? bits : takeLength(bits)), passes: 0 });
    },
  };
}
