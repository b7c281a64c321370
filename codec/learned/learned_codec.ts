import { type CoordinateEstimates, RateAdapter } from "../../adapter/rate_adapter.ts";
import { combine, repeat } from "../../adapter/repetition.ts";
import { type Share, shareCoordinates } from "../../adapter/share.ts";
import type {
  Codec,
  CodecTraits,
  Decoded,
  Encoded,
  Incoming,
  Medium,
  Observation,
  Outgoing,
  Prepared,
  Signal,
} from "../codec.ts";
import { concatenate } from "../../runtime/batch.ts";
import { type LearnedFolder, modelFilesOf } from "../folder/read.ts";
import { splitIntoSegments } from "../text/segments.ts";
import { Tokenizer } from "../text/tokenizer.ts";
import { Codebook } from "./codebook.ts";
import { Reencoder } from "./reencoding.ts";
import { batchesOf } from "./batches.ts";
import type { DecodedRow } from "./decode.ts";
import { learnedTraits } from "./traits.ts";
import { SemanticModel } from "./semantic_model.ts";

/**
 * A language model with a trained rate adapter (BART, GPT-2): a message's tokens share its coordinates evenly, slot t on
 * the air belongs to token t. A message that is longer than the model takes is cut into segments; its side information is
 * the number of tokens of each.
 */
export class LearnedCodec implements Codec {
  readonly name: string;
  readonly kind: string;
  readonly scheme = "learned";
  readonly sha256: string;
  readonly traits: CodecTraits;
  readonly #codebooks = new Map<number, Codebook>();
  readonly #reencoder = new Reencoder(this.#transmit.bind(this), this.#codebook.bind(this));

  private constructor(
    { manifest, sha256 }: LearnedFolder,
    private readonly tokenizer: Tokenizer,
    private readonly vocabulary: number,
    private readonly model: SemanticModel,
    private readonly adapter: RateAdapter,
    private readonly stack: AsyncDisposableStack,
  ) {
    this.name = manifest.name;
    this.kind = manifest.kind;
    this.sha256 = sha256;
    this.traits = learnedTraits(manifest);
  }

  /** Opens the sessions of a checked codec folder. */
  static async open(folder: LearnedFolder, threads: number): Promise<LearnedCodec> {
    const { manifest, files } = folder;
    await using stack = new AsyncDisposableStack();
    const tokenizer = stack.use(
      new Tokenizer(new TextDecoder().decode(files.get("tokenizer.json")), manifest.vocabulary),
    );
    // In this order the runtime uses memory again that it leaves behind (docs/performance.md).
    const adapter = stack.use(await RateAdapter.open(modelFilesOf(folder), manifest.max_uses, threads));
    const model = stack.use(await SemanticModel.open(folder, threads));
    return new LearnedCodec(folder, tokenizer, manifest.vocabulary, model, adapter, stack.move());
  }

  prepare(texts: readonly string[]): Promise<Prepared[]> {
    return Promise.resolve(texts.map((text): Prepared => {
      const tokens = this.tokenizer.encode(text);
      const maxBits = this.adapter.width * tokens.length;
      const header = splitIntoSegments(text, tokens, this.tokenizer, this.model.maxTokens).map(({ length }) => length);
      return { text, tokens, header, demand: { type: "elastic", tokens: tokens.length, maxBits } };
    }));
  }

  spell(tokens: Int32Array): string[] {
    return this.tokenizer.spell(tokens);
  }

  async encode(batch: readonly Outgoing[], medium: Medium): Promise<Encoded[]> {
    const messages = batch.map(({ prepared: { tokens, header = [] }, coordinates }) => {
      const share = this.#share(coordinates, tokens.length, medium);
      return { share, segments: cut(share.distinct, header), parts: cut(tokens, header) };
    });
    const ids = messages.flatMap(({ parts }) => parts);
    const sent = await this.#transmit(ids, messages.flatMap(({ segments }) => segments), medium);
    let next = 0;
    return messages.map(({ share, parts }) => {
      const x = concatenate(sent.slice(next, next += parts.length), Float32Array);
      return { signal: this.#signal(x, share, medium) };
    });
  }

  async decode(batch: readonly Incoming[], medium: Medium): Promise<Decoded[]> {
    const messages = batch.map(({ observation, header }) => {
      const tokens = header.reduce((sum, length) => sum + length, 0);
      const share = this.#share(coordinatesOf(observation), tokens, medium);
      const segments = cut(share.distinct, header);
      const heard = this.#heard(observation, share);
      const sizes = segments.map((counts) => counts.reduce((sum, count) => sum + count, 0));
      const [y, snr] = [cut(heard.y, sizes), cut(heard.snr, sizes)];
      return { segments, heard: segments.map((_, i) => ({ y: y[i]!, snr: snr[i]! })) };
    });
    const rows = await this.#receive(
      messages.flatMap(({ heard }) => heard),
      messages.flatMap(({ segments }) => segments),
      medium,
    );
    let next = 0;
    return messages.map(({ segments }) => this.#decoded(rows.slice(next, next += segments.length)));
  }

  async #transmit(
    ids: readonly Int32Array[],
    coordinates: readonly Int32Array[],
    medium: Medium,
  ): Promise<Float32Array[]> {
    const sent: Float32Array[] = new Array(ids.length);
    for (const rows of batchesOf(ids.map(({ length }) => length))) {
      const counts = rows.map((row) => coordinates[row]!);
      const features = await this.model.encode(rows.map((row) => ids[row]!), counts, medium);
      const x = await this.adapter.transmit(features, counts, medium.type === "bits");
      rows.forEach((row, i) => sent[row] = x[i]!);
    }
    return sent;
  }

  async #receive(
    heard: readonly CoordinateEstimates[],
    coordinates: readonly Int32Array[],
    medium: Medium,
  ): Promise<DecodedRow[]> {
    const decoded: DecodedRow[] = new Array(heard.length);
    for (const rows of batchesOf(coordinates.map(({ length }) => length))) {
      const counts = rows.map((row) => coordinates[row]!);
      const evidence = await this.adapter.receive(rows.map((row) => heard[row]!), counts, medium.type === "bits");
      const results = await this.model.decode(evidence, counts.map(({ length }) => length));
      rows.forEach((row, i) => decoded[row] = results[i]!);
    }
    if (medium.type === "bits") return decoded; // a few bits fit many tokens, and only the language model tells them apart
    return await this.#reencoder.mend(decoded, heard, coordinates, medium);
  }

  async #codebook(coordinates: number): Promise<Codebook> {
    let codebook = this.#codebooks.get(coordinates);
    if (codebook === undefined) {
      codebook = await Codebook.create(this.#textTokens(), coordinates, this.#transmit.bind(this));
      this.#codebooks.set(coordinates, codebook);
    }
    return codebook;
  }

  /** The tokens that a text can have. */
  #textTokens(): Int32Array {
    return Int32Array.from({ length: this.vocabulary }, (_, id) => id)
      .filter((id) => this.tokenizer.bytes(id).length > 0);
  }

  #share(coordinates: number, tokens: number, { type }: Medium): Share {
    return shareCoordinates(coordinates, tokens, type, this.adapter.width);
  }

  #signal(x: Float32Array, { perToken }: Share, medium: Medium): Signal {
    return medium.type === "bits"
      ? { type: "bits", bits: Uint8Array.from(x, (value) => Number(value < 0)) }
      : { type: "uses", x: repeat(x, perToken, this.adapter.width) };
  }

  /** The receiver's rate adapter takes a soft bit as a coordinate of plus or minus the square root of 1/2. */
  #heard(observation: Observation, { perToken }: Share): CoordinateEstimates {
    if (observation.type === "uses") return combine(observation, perToken, this.adapter.width);
    const { llr } = observation;
    return { y: llr.map((value) => Math.sign(value) * Math.SQRT1_2), snr: llr.map((value) => Math.abs(value) / 2) };
  }

  #decoded(rows: readonly DecodedRow[]): Decoded {
    const tokens = concatenate(rows.map(({ ids }) => ids), Int32Array);
    const logarithms = rows.reduce((sum, row) => row.probability.reduce((s, p) => s + Math.log(p), sum), 0);
    return {
      text: this.tokenizer.decode(tokens),
      tokens,
      passes: Math.max(0, ...rows.map(({ passes }) => passes)),
      confidence: Math.exp(logarithms / Math.max(1, tokens.length)),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}

function coordinatesOf(observation: Observation): number {
  return observation.type === "uses" ? observation.y.length : observation.llr.length;
}

/** Cuts an array into consecutive parts of these lengths. */
function cut<T extends Int32Array | Float32Array>(values: T, lengths: readonly number[]): T[] {
  let at = 0;
  return lengths.map((length) => values.subarray(at, at += length) as T);
}
