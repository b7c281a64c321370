import { isDelivered } from "./confidence.ts";
import type { Form } from "./form.ts";
import type { Search, SearchResult } from "./search.ts";

/** Hypotheses of a step in the first search of a message, and how many times as many those after it have. */
const FIRST_WIDTH = 8;
const WIDER = 4;

/**
 * Hypotheses that are so many bits behind the best are dropped, in the first search and in those after it. With 14 in the
 * first too, gpt2-mini finds as many of 25 messages at 3 dB in it, and takes 1.4 times as many hypotheses at 6 dB.
 */
const FIRST_PRUNE = 10;
const PRUNE = 14;

/**
 * The most that the two ends' surprisals may differ by, in bits: reading a text at once and token by token differ by 1e-3. In
 * other languages smollm2-135m has one token in 150 that differs by more than 2e-3, 3.3e-3 at most of 486, and a message
 * with one whose rounding that changes would be lost at any SNR. The second search expects such. It goes both ways at every
 * sixth token, for which the others, whose matter is noise, have no hypotheses to spare.
 */
const DIFFERENCE = 0.002;
const LARGE_DIFFERENCE = 0.01;

/**
 * Searches with more and more hypotheses, up to `beam` a step, until the message that is found shows that it is right.
 * @param scale Units a step of weight; undefined where the frame says it itself.
 * @returns The last search's outcome, with the steps and hypotheses of all.
 */
export async function widen(
  search: Search,
  scale: number | undefined,
  form: Form,
  beam: number,
): Promise<SearchResult> {
  let [steps, hypotheses] = [0, 0];
  for (let [round, width] = [0, Math.min(FIRST_WIDTH, beam)];; round++, width = Math.min(WIDER * width, beam)) {
    const prune = round === 0 ? FIRST_PRUNE : PRUNE;
    const difference = round === 1 ? LARGE_DIFFERENCE : DIFFERENCE;
    const result = await search.run(scale, { form, width, prune, difference });
    steps += result.steps;
    hypotheses += result.hypotheses;
    if (isDelivered(result.found?.margin, form) || width === beam) return { ...result, steps, hypotheses };
  }
}
