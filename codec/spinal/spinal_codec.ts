import type { ModelFiles } from "../../runtime/session.ts";
import { CausalLanguageModel } from "../causal/language_model.ts";
import type { LanguageModelSettings } from "../causal/settings.ts";
import {
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
  USUAL_BEAM,
} from "../codec.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import { Codebook } from "./codebook.ts";
import { confidenceOf, isDelivered } from "./confidence.ts";
import { END } from "../causal/ending.ts";
import { evidenceOf } from "./evidence.ts";
import { formOf } from "./form.ts";
import { HOPELESS_BEAM, isHopeless } from "./hopeless.ts";
import { roundSurprisal, STEPS, TAIL_WEIGHT } from "./frame.ts";
import { Prior } from "../causal/prior.ts";
import { readTexts } from "../causal/read_texts.ts";
import { EXTRA_WORDS, Search } from "./search.ts";
import { type Frameable, transmit, weightOf } from "./transmit.ts";
import { widen } from "./widen.ts";

/** A message that the language model has read. */
export interface PreparedSpinal extends Prepared {
  readonly frameable: Frameable;
}

/**
 * A token spinal code decoded under a causal language model's prior. Each token takes uses (or bits) in proportion to its
 * surprisal; its codeword depends on the tokens before it, so that a whole message is one code. The receiver searches for
 * the message that explains both the language and what was heard. It needs no training.
 */
export class SpinalCodec implements Codec {
  readonly name: string;
  readonly kind: string;
  readonly scheme: Scheme;
  readonly sha256: string;
  readonly traits: CodecTraits;
  readonly #codebook: Codebook;
  readonly #end: number;
  /** Steps of weight a token of ordinary text. */
  readonly #typicalSteps: number;
  /** What an end has read where nothing is said. */
  readonly #prompted: Knowledge<Prior>;

  private constructor(
    { name, kind, scheme, sha256, traits }: CodecDescription,
    { end, configuration, typical_bits }: LanguageModelSettings,
    private readonly tokenizer: Tokenizer,
    private readonly prior: Prior,
    private readonly stack: AsyncDisposableStack,
  ) {
    this.name = name;
    this.kind = kind;
    this.scheme = scheme;
    this.sha256 = sha256;
    this.traits = traits;
    this.#codebook = new Codebook(configuration.vocabulary + EXTRA_WORDS);
    this.#end = end;
    this.#typicalSteps = typical_bits * STEPS;
    this.#prompted = { own: prior, shared: prior };
  }

  /**
   * Opens the language model of a checked codec folder.
   * @param narrow See {@linkcode CausalLanguageModel.open}.
   */
  static async open(
    description: CodecDescription,
    settings: LanguageModelSettings,
    files: ModelFiles,
    threads: number,
    narrow = true,
  ): Promise<SpinalCodec> {
    await using stack = new AsyncDisposableStack();
    const model = stack.use(await CausalLanguageModel.open(settings, files, threads, narrow));
    const prior = stack.use(new Prior(model, await model.read(settings.prompt)));
    return new SpinalCodec(description, settings, model.tokenizer, prior, stack.move());
  }

  async read(texts: readonly string[], options?: ReadOptions & { readonly after?: Prior | undefined }): Promise<Prior> {
    return await readTexts(this.prior, texts, this.tokenizer, this.#end, options);
  }

  async prepare(texts: readonly string[], knowledge = this.#prompted): Promise<PreparedSpinal[]> {
    const all: PreparedSpinal[] = [];
    for (const text of texts) all.push(await this.#prepare(text, knowledge));
    return all;
  }

  async #prepare(text: string, { own, shared }: Knowledge<Prior>): Promise<PreparedSpinal> {
    const tokens = this.tokenizer.encode(text);
    const bits = await this.#surprisals(tokens, own);
    const surprisals = Int32Array.from(bits, roundSurprisal);
    const weight = weightOf(surprisals) + TAIL_WEIGHT;
    const informationBits = bits.reduce((sum, surprisal) => sum + surprisal, 0);
    return {
      text,
      tokens,
      informationBits,
      surprisals: bits,
      demand: {
        type: "elastic",
        tokens: weight / this.#typicalSteps,
        maxBits: Infinity,
        bits: weight / STEPS,
      },
      frameable: {
        tokens,
        end: this.#end,
        surprisals: own === shared
          ? surprisals
          : Int32Array.from(await this.#surprisals(tokens, shared), roundSurprisal),
      },
    };
  }

  /** The surprisals of a message's tokens and of its end, in bits. */
  async #surprisals(tokens: Int32Array, prior: Prior): Promise<Float32Array> {
    const bits = await prior.surprisals(Int32Array.of(...tokens, this.#end));
    for (let t = 0; t < tokens.length; t++) if (tokens[t] === this.#end) bits[t]! += END.inner;
    bits[tokens.length]! += END.last;
    return bits;
  }

  spell(tokens: Int32Array): string[] {
    return this.tokenizer.spell(tokens);
  }

  encode(
    batch: readonly (Outgoing & { readonly prepared: PreparedSpinal })[],
    medium: Medium,
    { memory = Infinity }: CodecSettings = {},
  ): Promise<Encoded[]> {
    return Promise.resolve(batch.map(({ prepared: { frameable }, coordinates, round }) => {
      const length = medium.type === "uses" ? coordinates / 2 : coordinates;
      const scale = this.#scale(medium);
      return transmit(frameable, this.#codebook, formOf(memory, medium), medium.type, length, scale, round);
    }));
  }

  async decode(
    batch: readonly Incoming[],
    medium: Medium,
    { memory = Infinity, beam = USUAL_BEAM }: CodecSettings = {},
    knowledge = this.#prompted,
  ): Promise<Decoded[]> {
    const all: Decoded[] = [];
    const form = formOf(memory, medium);
    for (const { observation, earlier } of batch) {
      const [rounds, scale] = [[...earlier, observation], this.#scale(medium)];
      const search = new Search(
        knowledge,
        this.#codebook,
        rounds.map((round) => evidenceOf(round, form.constellation)),
        this.#end,
      );
      const most = form.memory === Infinity && isHopeless(rounds, scale) ? Math.min(beam, HOPELESS_BEAM) : beam;
      const { found, runnerUp, partial, steps } = await widen(search, scale, form, most);
      const tokens = found?.tokens ?? partial;
      all.push({
        text: this.tokenizer.decode(tokens),
        tokens,
        passes: steps,
        confidence: confidenceOf(found?.margin, form),
        delivered: isDelivered(found?.margin, form),
        ...runnerUp !== undefined && { runnerUp: this.tokenizer.decode(runnerUp.tokens) },
      });
    }
    return all;
  }

  /** Units a step of weight, where a rate says it. */
  #scale({ perToken }: Medium): number | undefined {
    return perToken === undefined ? undefined : perToken / this.#typicalSteps;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}
