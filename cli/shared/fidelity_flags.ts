import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { type BleuSettings, USUAL_BLEU } from "../../fidelity/bleu.ts";
import { furtherMetricNames, metrics } from "../../fidelity/registry.ts";
import type { ScriptCounts } from "../../fidelity/scripts.ts";
import { flagHelp, grouped } from "./help.ts";
import { suggestLists, suggestNames } from "./suggest.ts";
import { nameList } from "./list.ts";
import { TOKENIZER_NAMES, type TokenizerName } from "../../fidelity/tokenizers.ts";

/** The names of all metrics. */
export function metricNames(): string[] {
  return metrics().map(({ name }) => name);
}

/** The flags of the commands that judge texts: `semcom send` and `semcom eval`. */
export const fidelityFlags = grouped("Metrics", {
  metrics: optional(
    option("--metrics", nameList(suggestLists(suggestNames(() => furtherMetricNames().map((name) => `+${name}`)))), {
      description: flagHelp("Further metrics: +character_error_rate, +chrfpp, +similarity (docs/evaluate.md)."),
    }),
  ),
  tokenize: optional(
    option("--tokenize", choice(TOKENIZER_NAMES, { metavar: "NAME" }), {
      description: flagHelp(
        `Tokens of BLEU, as sacreBLEU has them: ${TOKENIZER_NAMES.join(", ")}.`,
        USUAL_BLEU.tokenize,
      ),
    }),
  ),
  effectiveOrder: option("--effective-order", {
    description: flagHelp("BLEU of only those orders that there are n-grams of, as of sentences in sacreBLEU."),
  }),
});

/** The options that {@linkcode fidelityFlags} parse to. */
export interface FidelityOptions {
  readonly metrics: readonly string[] | undefined;
  readonly tokenize: TokenizerName | undefined;
  readonly effectiveOrder: boolean;
}

/** The warning where words at white space are none in a text, in one line; undefined where all is well, or it was said what to do. */
export function scriptWarning(scripts: ScriptCounts, input: string, { tokenize }: FidelityOptions): string | undefined {
  const { suggestion } = scripts;
  if (tokenize !== undefined || suggestion === undefined) return undefined;
  return `semcom: warning: much of ${input} is in a script without spaces between words, of which BLEU and the word error rate take a whole clause for a word: give --tokenize ${suggestion}, and look at --metrics +character_error_rate,+chrfpp\n`;
}

/** The settings of BLEU among a command's options. */
export function bleuSettingsOf({ tokenize = USUAL_BLEU.tokenize, effectiveOrder }: FidelityOptions): BleuSettings {
  return { tokenize, effectiveOrder };
}
