import { editDistance } from "../text/edit_distance.ts";
import { type Counts, createCounter, defineMetric, type Metric } from "./metric.ts";
import { splitWords, stripSpace } from "../text/words.ts";

/**
 * Edits over the reference's length: 0 is without error, and insertions can take it above 1. An empty reference counts
 * as one symbol long, so that the rate is always a finite number: 0 when nothing was received either.
 * @param counts Insertions, deletions and substitutions; then symbols of the reference. Both add up over messages.
 */
function errorRate(counts: Counts): number {
  return counts[0]! / Math.max(1, counts[1]!);
}

function defineErrorRate(
  name: string,
  title: string,
  symbols: (text: string, tokens: ArrayLike<number>) => ArrayLike<string | number>,
  usual = true,
): Metric {
  return defineMetric({
    name,
    title,
    better: "lower",
    usual,
    counter: createCounter(name, 2, ({ text, reconstruction, sentTokens, receivedTokens }) => {
      const sent = symbols(text, sentTokens);
      return [editDistance(symbols(reconstruction, receivedTokens), sent), sent.length];
    }),
    ofCorpus: errorRate,
  });
}

/** Word edits over reference words, which are split at white space and compared with their case and punctuation. */
export const wordErrorRate: Metric = defineErrorRate("word_error_rate", "Word error rate", (text) => splitWords(text));

/** Token edits over reference tokens, by the codec's token numbers. */
export const tokenErrorRate: Metric = defineErrorRate("token_error_rate", "Token error rate", (_, tokens) => tokens);

/**
 * Character edits over reference characters, which are Unicode code points, white space between words among them but not at
 * the ends, as in jiwer's `cer`. It says more than {@linkcode wordErrorRate} of scripts that put no space between words; of
 * others it says little more, so it is measured where it is asked for.
 */
export const characterErrorRate: Metric = defineErrorRate(
  "character_error_rate",
  "Character error rate",
  (text) => [...stripSpace(text)],
  false,
);
