import { message, text } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { type BleuSettings, USUAL_BLEU } from "../../fidelity/bleu.ts";
import type { ScriptCounts } from "../../fidelity/scripts.ts";
import { TOKENIZER_NAMES, type TokenizerName } from "../../fidelity/tokenizers.ts";

/** The flags of the commands that compute BLEU: `semcom send` and `semcom eval`. */
export const bleuFlags = {
  tokenize: optional(
    option("--tokenize", choice(TOKENIZER_NAMES, { metavar: "NAME" }), {
      description: [
        text(
          `Tokens of BLEU, by sacreBLEU's names: ${
            TOKENIZER_NAMES.join(", ")
          } (default: ${USUAL_BLEU.tokenize}). zh is for Chinese, char for other scripts without spaces between words.`,
        ),
      ],
    }),
  ),
  effectiveOrder: option("--effective-order", {
    description:
      message`BLEU of only those orders that there are n-grams of, as sacreBLEU has it for sentences. Without it BLEU-4 is undefined of a message of fewer than four tokens.`,
  }),
};

/** The options that {@linkcode bleuFlags} parse to. */
export interface BleuOptions {
  readonly tokenize: TokenizerName | undefined;
  readonly effectiveOrder: boolean;
}

/** The warning where words at white space are none in a text, in one line; undefined where all is well, or it was said what to do. */
export function scriptWarning(scripts: ScriptCounts, input: string, { tokenize }: BleuOptions): string | undefined {
  const { suggestion } = scripts;
  if (tokenize !== undefined || suggestion === undefined) return undefined;
  return `semcom: warning: much of ${input} is in a script without spaces between words, of which BLEU and the word error rate take a whole clause for a word: give --tokenize ${suggestion}, and look at --metrics +character_error_rate,+chrfpp\n`;
}

/** The settings of BLEU among a command's options. */
export function bleuSettingsOf({ tokenize = USUAL_BLEU.tokenize, effectiveOrder }: BleuOptions): BleuSettings {
  return { tokenize, effectiveOrder };
}
