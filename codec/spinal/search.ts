import type { Knowledge } from "../codec.ts";
import { Beam, type Expectation } from "./beam.ts";
import { byScore, type Candidate, Candidates } from "./candidates.ts";
import type { Codebook } from "./codebook.ts";
import { END } from "../causal/ending.ts";
import type { Evidence } from "./evidence.ts";
import { EvenFrame, mostTokens } from "./even_frame.ts";
import type { Form } from "./form.ts";
import {
  BIT_SLACK,
  type Frame,
  type InformedFrame,
  ratedFrame,
  roundings,
  scaledFrame,
  SCALES,
  surprisalOf,
} from "./frame.ts";
import { beginHypothesis, goOn, type Hypothesis, lastTokens } from "./hypothesis.ts";
import type { Prior } from "../causal/prior.ts";
import { Scorer } from "./scorer.ts";
import { extend, type Spine, spineOf } from "./spine.ts";

/** Settings of a search. */
export interface SearchSettings {
  readonly form: Form;
  /** The most hypotheses of a step. */
  readonly width: number;
  /** Hypotheses that are so many bits behind the best are dropped. */
  readonly prune: number;
  /** The most that the two ends' surprisals may differ by, in bits. */
  readonly difference: number;
}

/** A whole message that may have been sent. */
export interface Found {
  readonly tokens: Int32Array;
  /** In bits: above 0, the message explains what was heard better than noise does. */
  readonly score: number;
  /**
   * Bits by which the score is above that of any beginning of the message. Of a right message it is about what the tail's
   * uses carry. That a wrong one has more than t bits has a probability of at most 2^-t for each of its tokens.
   */
  readonly margin: number;
}

/** The outcome of a search. */
export interface SearchResult {
  /** The best whole message; undefined if there was none. */
  readonly found: Found | undefined;
  /** The best of those that are another message. */
  readonly runnerUp: Found | undefined;
  /** The beginning of a message that stood longest. */
  readonly partial: Int32Array;
  /** Steps, and hypotheses of all steps together. */
  readonly steps: number;
  readonly hypotheses: number;
}

/** A frame that may be that of what was heard, with its score in bits. */
interface Root<F extends Frame> {
  readonly frame: F;
  readonly score: number;
}

/** Numbers of tokens that a codeword of their own tells apart; those that are so far apart have the same. */
const COUNTS = 1024;

/** The codewords that stand for no token: those of the tail, of the scales and of the numbers of tokens. */
export const EXTRA_WORDS = 1 + SCALES.length + COUNTS;

/**
 * Searches for the message of a frame, token by token, the hypotheses of a step together (the M-algorithm; the bubble
 * decoder of spinal codes).
 */
export class Search {
  readonly #scorer: Scorer;
  /** Units of the frame. */
  readonly #length: number;
  /** Units by which its length may differ from what a message wants; undefined as usual. */
  readonly #slack: number | undefined;

  /**
   * @param codebook The codewords of all tokens, and after them of {@linkcode EXTRA_WORDS} other things.
   * @param rounds What was heard of the frame in each round.
   * @param end The token that ends messages.
   */
  constructor(
    private readonly knowledge: Knowledge<Prior>,
    private readonly codebook: Codebook,
    rounds: readonly Evidence[],
    private readonly end: number,
  ) {
    this.#length = rounds[0]!.length;
    this.#slack = rounds[0]!.symbolLength > 1 ? BIT_SLACK : undefined;
    this.#scorer = new Scorer(codebook, rounds, end);
  }

  /**
   * Runs the search.
   * @param scale Units a step of weight; undefined where the frame says it itself.
   */
  async run(scale: number | undefined, settings: SearchSettings): Promise<SearchResult> {
    const { form: { memory }, width, prune } = settings;
    using beam = await Beam.begin(this.knowledge, this.#rootsOf(scale, settings));
    let [found, runnerUp]: (Found | undefined)[] = [];
    let [steps, hypotheses] = [0, 0];
    for (;;) {
      for (let i = 0; i < beam.all.length; i++) {
        const whole = this.#endOf(beam.all[i]!, beam.after(i), settings);
        if (whole <= (runnerUp?.score ?? -Infinity)) continue;
        const { last, peak } = beam.all[i]!;
        const one = { tokens: lastTokens(last), score: whole, margin: whole - peak };
        if (whole <= (found?.score ?? -Infinity)) {
          if (!isSame(one, found!)) runnerUp = one;
          continue;
        }
        if (found !== undefined && !isSame(one, found)) runnerUp = found;
        found = one;
      }
      const best = new Candidates(width, prune, (found?.score ?? -Infinity) - prune);
      beam.all.forEach((hypothesis, i) => this.#scorer.goOn(i, hypothesis, beam.after(i), best));
      const next = this.#roundBothWays(best.list(), beam, settings);
      if (next.length === 0) return { found, runnerUp, partial: lastTokens(beam.all[0]?.last), steps, hypotheses };
      const parents = next.map(({ parent }) => parent);
      await beam.step(
        next.map(({ parent, token, steps, score }) => goOn(beam.all[parent]!, token, steps, score, memory)),
        parents,
      );
      [steps, hypotheses] = [steps + 1, hypotheses + next.length];
    }
  }

  /** The hypotheses of the frames that it may be. */
  #rootsOf(scale: number | undefined, settings: SearchSettings): Hypothesis[] {
    const informed = scale === undefined
      ? this.#scaleRoots(settings)
      : [{ frame: ratedFrame(this.#length, scale, this.#slack), score: 0 }];
    return (settings.form.isEven ? this.#evenRoots(informed, settings) : informed)
      .map(({ frame, score }) => beginHypothesis(frame, score));
  }

  /** Frames of the scales that the beginning may say that it has. */
  #scaleRoots(settings: SearchSettings): Root<InformedFrame>[] {
    return keepBest(
      SCALES.map((_, scale) => {
        const frame = scaledFrame(this.#length, scale);
        const ratio = this.#scorer.ratioOf(scaleWord(this.codebook, scale), NO_SPINE, 0, frame.begin);
        return { frame, score: ratio - Math.log2(SCALES.length) };
      }),
      settings,
    );
  }

  /** Frames of the numbers of tokens that their beginnings may say that they have. */
  #evenRoots(roots: readonly Root<InformedFrame>[], settings: SearchSettings): Root<EvenFrame>[] {
    return keepBest(
      roots.flatMap(({ frame: informed, score }) => {
        const most = mostTokens(informed);
        return Array.from({ length: most }, (_, before) => {
          const frame = new EvenFrame(informed, before + 1);
          const ratio = this.#scorer.ratioOf(
            countWord(this.codebook, before + 1),
            NO_SPINE,
            informed.begin,
            frame.begin,
          );
          return { frame, score: score + ratio - Math.log2(most) };
        });
      }),
      settings,
    );
  }

  /** The score of the message that has no more tokens than a hypothesis. */
  #endOf(hypothesis: Hypothesis, { own, shared }: Expectation, { difference }: SearchSettings): number {
    const { frame, last, spine, score, steps } = hypothesis;
    const bits = surprisalOf(own[this.end]!, END.last);
    const at = frame.endOf(steps);
    let best = -Infinity;
    for (const surprisal of roundings(surprisalOf(shared[this.end]!, END.last), difference)) {
      const after = steps + frame.weightOf(surprisal);
      if (!frame.endsWith(after)) continue;
      const end = frame.endOf(after);
      const whole = score - bits + this.#scorer.ratioOf(this.end, spine, at, end, frame.energyOf(surprisal)) +
        this.#scorer.ratioOf(tailWord(this.codebook), tailSpine(lastTokens(last)), end, frame.length);
      best = Math.max(best, whole);
    }
    return best;
  }

  /** Adds the candidates whose last token's surprisal the transmitter may have rounded the other way. */
  #roundBothWays(
    candidates: readonly Candidate[],
    beam: Beam,
    { width, prune, difference }: SearchSettings,
  ): Candidate[] {
    const all = candidates.flatMap((candidate): Candidate[] => {
      const { parent, token, steps } = candidate;
      const hypothesis = beam.all[parent]!;
      const { frame, spine } = hypothesis;
      const { own, shared } = beam.after(parent);
      const bitsBy = (by: Float32Array) => surprisalOf(by[token]!, token === this.end ? END.inner : 0);
      const bits = bitsBy(own);
      const at = frame.endOf(hypothesis.steps);
      const others = roundings(bitsBy(shared), difference)
        .map((surprisal) => hypothesis.steps + frame.weightOf(surprisal))
        .filter((other) => other !== steps && frame.holds(other));
      return [
        candidate,
        ...others.map((other) => {
          const score = hypothesis.score - bits + this.#scorer.ratioOf(token, spine, at, frame.endOf(other));
          return { parent, token, steps: other, score };
        }),
      ];
    }).sort(byScore);
    return all.filter(({ score }, i) => i < width && score > all[0]!.score - prune);
  }
}

/** True of the same message, found another way. */
function isSame(one: Found, other: Found): boolean {
  return one.tokens.length === other.tokens.length && one.tokens.every((token, t) => token === other.tokens[t]);
}

/** The number of the tail's codeword. */
export function tailWord(codebook: Codebook): number {
  return codebook.size - EXTRA_WORDS;
}

/** The number of the codeword of a scale. */
export function scaleWord(codebook: Codebook, scale: number): number {
  return tailWord(codebook) + 1 + scale;
}

/** The number of the codeword of a number of tokens. */
export function countWord(codebook: Codebook, tokens: number): number {
  return tailWord(codebook) + 1 + SCALES.length + tokens % COUNTS;
}

/** The spine of what says the form of a frame. */
export const NO_SPINE = spineOf([], 0);

/** The best of them, the best first. */
function keepBest<F extends Frame>(roots: readonly Root<F>[], { width, prune }: SearchSettings): Root<F>[] {
  const sorted = roots.toSorted((a, b) => b.score - a.score);
  return sorted.filter(({ score }, i) => i < width && score > sorted[0]!.score - prune);
}

/** The spine of a message's tail: of all its tokens, whatever the memory, and of their number. */
export function tailSpine(tokens: Int32Array): Spine {
  return extend(spineOf(tokens, Infinity), tokens.length);
}
