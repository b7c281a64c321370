import type { Frame } from "./frame.ts";
import { extend, type Spine, spineOf } from "./spine.ts";

/** The beginning of a message that may have been sent. */
export interface Hypothesis {
  readonly frame: Frame;
  /** Its last token; undefined where it has none. */
  readonly last: Link | undefined;
  /** The spine of what comes next. */
  readonly spine: Spine;
  /** The weight of its tokens, in steps. */
  readonly steps: number;
  /**
   * Its score after Fano (1963), in bits: log2 of the probability of its tokens, and of the likelihood ratio of what was
   * heard up to its end to noise and other messages.
   */
  readonly score: number;
  /** The best score of any beginning of it. A wrong token costs score, and so does all that follows it. */
  readonly peak: number;
}

/** A token of a hypothesis, and those before it, which others share. */
export interface Link {
  readonly token: number;
  readonly before: Link | undefined;
  /** The number of tokens up to this one. */
  readonly count: number;
}

/** A hypothesis of no tokens. */
export function beginHypothesis(frame: Frame, score: number): Hypothesis {
  return { frame, last: undefined, spine: spineOf([], Infinity), steps: 0, score, peak: score };
}

/** The hypothesis with one more token. */
export function goOn(hypothesis: Hypothesis, token: number, steps: number, score: number, memory: number): Hypothesis {
  const { frame, last: before, spine, peak } = hypothesis;
  const last: Link = { token, before, count: (before?.count ?? 0) + 1 };
  const next = memory === Infinity ? extend(spine, token) : spineOf(lastTokens(last, memory), memory);
  return { frame, last, spine: next, steps, score, peak: Math.max(peak, score) };
}

/** The last `count` tokens, or all there are. */
export function lastTokens(last: Link | undefined, count = Infinity): Int32Array {
  const tokens = new Int32Array(Math.min(count, last?.count ?? 0));
  for (let [link, i] = [last, tokens.length - 1] as const; i >= 0;) {
    tokens[i] = link!.token;
    [link, i] = [link!.before, i - 1];
  }
  return tokens;
}
