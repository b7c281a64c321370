import { SemcomError } from "../../errors.ts";
import { hashHex } from "../../runtime/sha256.ts";
import {
  type Background,
  type Codec,
  type CodecDescription,
  type CodecSettings,
  type CodecTraits,
  type Decoded,
  type Encoded,
  type Incoming,
  type Knowledge,
  type Medium,
  type Outgoing,
  type Prepared,
  type ReadOptions,
  type Scheme,
  USUAL_ON_FAILURE,
} from "../codec.ts";
import type { MessageCoder } from "./message_coder.ts";
import type { SourceCoder } from "./source_coder.ts";
import { SEPARATE_TRAITS } from "./traits.ts";

/** Describes a source code as a codec. It has no files: its name stands for all that defines it. */
export async function describeCoder({ name, unitsPerWord, typicalBits }: SourceCoder): Promise<CodecDescription> {
  const sha256 = await hashHex(new TextEncoder().encode(`source code ${name}`));
  const traits = {
    ...SEPARATE_TRAITS,
    ...unitsPerWord !== undefined && { tokensPerWord: unitsPerWord },
    ...typicalBits !== undefined && { bitsPerToken: typicalBits },
  };
  return { name, kind: name, scheme: "separate", sha256, traits };
}

/**
 * A source code as a codec for digital links: its bits go to the channel code, whose decisions come back. Of a message that
 * fails the link's check nothing is kept, unless the best of it is asked for.
 */
export class SeparateCodec implements Codec {
  readonly name: string;
  readonly kind: string;
  readonly scheme: Scheme;
  readonly sha256: string;
  readonly traits: CodecTraits;
  readonly read?: (texts: readonly string[], options?: ReadOptions) => Promise<Background>;

  /** @param owned What the codec disposes of when it is disposed of. */
  constructor(
    { name, kind, scheme, sha256, traits }: CodecDescription,
    private readonly coder: MessageCoder,
    private readonly owned: AsyncDisposable | undefined,
  ) {
    this.name = name;
    this.kind = kind;
    this.scheme = scheme;
    this.sha256 = sha256;
    this.traits = traits;
    if (coder.read !== undefined) this.read = (texts, options) => coder.read!(texts, options);
  }

  async prepare(texts: readonly string[], knowledge?: Knowledge): Promise<(PreparedBits | SemcomError)[]> {
    const all: (PreparedBits | SemcomError)[] = [];
    for (const text of texts) {
      all.push(
        await this.#prepare(text, knowledge?.shared).catch((error) => {
          if (error instanceof SemcomError) return error;
          throw error;
        }),
      );
    }
    return all;
  }

  async #prepare(text: string, background: Background | undefined): Promise<PreparedBits> {
    const message = await this.coder.encode(text, background);
    const { tokens, bits } = message;
    const { typicalBits } = this.coder;
    const counted = typicalBits === undefined || tokens.length === 0 ? tokens.length : bits.length / typicalBits;
    return { text, ...message, demand: { type: "fixed", bits: bits.length, tokens: counted } };
  }

  encode(batch: readonly (Outgoing & { readonly prepared: PreparedBits })[]): Promise<Encoded[]> {
    return Promise.resolve(batch.map(({ prepared, coordinates }) => {
      const bits = new Uint8Array(coordinates); // zeros follow the message
      if (coordinates > 0) bits.set(prepared.bits);
      return { signal: { type: "bits", bits } };
    }));
  }

  async decode(
    batch: readonly Incoming[],
    _medium: Medium,
    { onFailure = USUAL_ON_FAILURE }: CodecSettings = {},
    knowledge?: Knowledge,
  ): Promise<Decoded[]> {
    const all: Decoded[] = [];
    for (const { observation } of batch) {
      if (observation.type !== "bits") throw new TypeError("A source code takes bits and no channel uses");
      const { llr, isIntact } = observation;
      const nothing = llr.length === 0 || !isIntact && onFailure === "empty";
      const message = nothing
        ? { text: "", tokens: new Int32Array(), passes: 0 }
        : await this.coder.decode(Uint8Array.from(llr, (value) => Number(value < 0)), isIntact, knowledge?.shared);
      all.push({ ...message, confidence: Number(isIntact), delivered: isIntact });
    }
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.owned?.[Symbol.asyncDispose]();
  }
}

/** A text with its bits. */
interface PreparedBits extends Prepared {
  readonly bits: Uint8Array;
}
