import { END } from "../../causal/ending.ts";
import type { Hypotheses } from "../../causal/hypotheses.ts";
import type { CausalLanguageModel } from "../../causal/language_model.ts";
import type { Prior } from "../../causal/prior.ts";
import { readTexts } from "../../causal/read_texts.ts";
import type { ReadOptions } from "../../codec.ts";
import type { CodedMessage, DecodedMessage, MessageCoder } from "../message_coder.ts";
import { Frequencies } from "./frequencies.ts";
import { typicalBitsOf } from "./traits.ts";
import { RangeDecoder, RangeEncoder, TOTAL } from "./range_coder.ts";

/** Whether the token that ends messages does so, or stands in one: as likely as {@linkcode END} says. */
const ENDS = Uint32Array.of(0, TOTAL * 2 ** -END.inner, TOTAL);

/** What becomes of a message's next token: the token, or undefined where the message ends. */
type Choose = (cumulative: Uint32Array, logProbabilities: Float32Array) => number | undefined;

/**
 * Arithmetic coding of a message's tokens, and of its end, under a causal language model. Both ends take the same steps of
 * the same graph, one text of one token a step, so that they compute the same probabilities to the bit.
 */
export class LanguageCoder implements MessageCoder {
  readonly #frequencies: Frequencies;
  readonly #end: number;
  readonly typicalBits: number;

  constructor(private readonly model: CausalLanguageModel, private readonly prior: Prior) {
    const { configuration, end } = model.settings;
    this.#frequencies = new Frequencies(configuration.vocabulary);
    this.#end = end;
    this.typicalBits = typicalBitsOf(model.settings);
  }

  async read(texts: readonly string[], options?: ReadOptions & { readonly after?: Prior | undefined }): Promise<Prior> {
    return await readTexts(this.prior, texts, this.model.tokenizer, this.#end, options);
  }

  async encode(text: string, background = this.prior): Promise<CodedMessage> {
    const tokens = this.model.tokenizer.encode(text);
    const encoder = new RangeEncoder();
    let [at, informationBits] = [0, 0];
    await this.#walk(background, (cumulative, logProbabilities) => {
      const token = tokens[at++] ?? this.#end;
      informationBits -= logProbabilities[token]! * Math.LOG2E;
      encoder.encode(cumulative[token]!, cumulative[token + 1]!);
      if (token !== this.#end) return token;
      const ends = Number(at > tokens.length);
      informationBits += ends ? END.last : END.inner;
      encoder.encode(ENDS[ends]!, ENDS[ends + 1]!);
      return ends ? undefined : token;
    });
    return { tokens, bits: encoder.finish(), informationBits };
  }

  async decode(bits: Uint8Array, isIntact: boolean, background = this.prior): Promise<DecodedMessage> {
    const decoder = new RangeDecoder(bits);
    // Wrong bits may be those of a text that goes on for ever, as one does that repeats itself.
    const most = isIntact ? Infinity : bits.length;
    const tokens: number[] = [];
    const passes = await this.#walk(background, (cumulative) => {
      const token = decoder.decode(cumulative);
      const ends = token === this.#end && decoder.decode(ENDS) === 1;
      if (ends || decoder.isBeyondEnd || tokens.length === most) return undefined;
      tokens.push(token);
      return token;
    });
    return { text: this.model.tokenizer.decode(tokens), tokens: Int32Array.from(tokens), passes };
  }

  /**
   * Goes through a message token by token: the one way for both ends.
   * @returns The steps that the model took.
   */
  async #walk(prior: Prior, choose: Choose): Promise<number> {
    const tokens: number[] = [];
    let hypotheses: Hypotheses = await prior.begin();
    try {
      for (;;) {
        const [logProbabilities] = hypotheses.logProbabilities as [Float32Array];
        const token = choose(this.#frequencies.setLogarithms(logProbabilities), logProbabilities);
        if (token === undefined) return tokens.length + 1;
        const first = prior.firstInWindow(tokens.length);
        tokens.push(token);
        const begin = prior.firstInWindow(tokens.length);
        if (begin === first) await hypotheses.step([0], [token]);
        else {
          hypotheses[Symbol.dispose]();
          hypotheses = await prior.beginAnew([Int32Array.from(tokens.slice(begin))]);
        }
      }
    } finally {
      hypotheses[Symbol.dispose]();
    }
  }
}
