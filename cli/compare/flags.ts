import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { formatExamples } from "../shared/help.ts";
import { nameList } from "../shared/list.ts";
import { path } from "../shared/path.ts";

const results = path("RESULTS");

/** `semcom compare`: its flags. */
export const compareCommand = command(
  "compare",
  object({
    command: constant("compare"),
    a: argument(results, { description: message`Results of an evaluation: the file or its folder.` }),
    b: argument(results, { description: message`Results to compare with them.` }),
    metrics: withDefault(
      option("--metric", nameList(), { description: message`What to compare (default: bleu1, bleu4, exact).` }),
      [],
    ),
    json: option("--json", { description: message`Print one JSON object a point and metric instead of a table.` }),
  }),
  {
    brief: message`Compare two evaluations of the same messages.`,
    description:
      message`Compare two evaluations message by message: how much the second differs from the first, with the 95 % interval and the two-sided p-value of the paired bootstrap. Points are matched by every setting that either lists several values of; a setting of one value each may differ, and is then what is compared. Points of other rates, budgets, bits or code rates are lined up by the channel uses a word that they took: equal within 2 %, or interpolated linearly between two points of the other, or else of unequal spend, which is said. Whatever else differs (text, seeds, repeats, codecs' versions) is named; only messages that both have are compared, and other texts under the same numbers are refused.`,
    footer: formatExamples(
      "semcom compare before/results.jsonl after/results.jsonl",
      "semcom compare bart gpt2 --metric bleu4,word_error_rate",
      "semcom compare bart gpt2 --json | jq 'select(.p < 0.05)'",
    ),
  },
);

/** Flags that {@linkcode compareCommand} parses. */
export interface CompareOptions {
  readonly a: string;
  readonly b: string;
  readonly metrics: readonly string[];
  readonly json: boolean;
}
