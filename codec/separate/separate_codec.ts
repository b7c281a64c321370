import { hashHex } from "../../runtime/sha256.ts";
import {
  type Codec,
  type CodecDescription,
  type CodecTraits,
  type Decoded,
  type Encoded,
  type Incoming,
  type Outgoing,
  type Prepared,
  type Scheme,
  USUAL_RATE,
} from "../codec.ts";
import type { SourceCoder } from "./source_coder.ts";

const TRAITS: CodecTraits = {
  links: ["digital"],
  load: "fixed",
  rate: { min: 0.5, max: 1000, usual: USUAL_RATE },
  bits: { min: 1, max: 1000 },
  batch: 64,
  isCode: false,
  sideInformation: "the number of bits of the message",
};

/** Describes a source code as a codec. It has no files: its name stands for all that defines it. */
export async function describeCoder({ name }: SourceCoder): Promise<CodecDescription> {
  const sha256 = await hashHex(new TextEncoder().encode(`source code ${name}`));
  return { name, kind: name, scheme: "separate", sha256, traits: TRAITS };
}

/** A source code as a codec for digital links: its bits go to the channel code, whose decisions come back. */
export class SeparateCodec implements Codec {
  readonly name: string;
  readonly kind: string;
  readonly scheme: Scheme;
  readonly sha256: string;
  readonly traits: CodecTraits;

  private constructor(private readonly coder: SourceCoder, description: CodecDescription) {
    this.name = description.name;
    this.kind = description.kind;
    this.scheme = description.scheme;
    this.sha256 = description.sha256;
    this.traits = description.traits;
  }

  static async open(coder: SourceCoder): Promise<SeparateCodec> {
    return new SeparateCodec(coder, await describeCoder(coder));
  }

  prepare(texts: readonly string[]): Promise<PreparedBits[]> {
    return Promise.resolve(texts.map((text): PreparedBits => {
      const tokens = this.coder.tokens(text);
      const bits = this.coder.encode(text);
      return { text, tokens, bits, demand: { type: "fixed", bits: bits.length, tokens: tokens.length } };
    }));
  }

  encode(batch: readonly (Outgoing & { readonly prepared: PreparedBits })[]): Promise<Encoded[]> {
    return Promise.resolve(
      batch.map(({ prepared: { bits } }) => ({ signal: { type: "bits", bits }, header: [bits.length] })),
    );
  }

  decode(batch: readonly Incoming[]): Promise<Decoded[]> {
    return Promise.resolve(batch.map(({ observation }) => {
      if (observation.type !== "bits") throw new TypeError("A source code takes bits and no channel uses");
      const { llr } = observation;
      const { text, tokens } = this.coder.decode(Uint8Array.from(llr, (value) => Number(value < 0)));
      const logarithms = llr.reduce((sum, value) => sum - Math.log1p(Math.exp(-Math.abs(value))), 0);
      return {
        text,
        tokens,
        passes: 0,
        confidence: Math.exp(logarithms / Math.max(1, llr.length)),
      };
    }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** A text with its bits. */
interface PreparedBits extends Prepared {
  readonly bits: Uint8Array;
}
