import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { metricNames } from "../shared/fidelity_flags.ts";
import { flagHelp, formatExamples, grouped, shortUsage } from "../shared/help.ts";
import { nameList } from "../shared/list.ts";
import { suggestLists, suggestNames } from "../shared/suggest.ts";
import { path } from "../shared/path.ts";

const results = path("RESULTS");

/** `semcom compare`: its flags. */
export const compareCommand = command(
  "compare",
  object({
    command: constant("compare"),
    ...grouped("What to compare", {
      a: argument(results, { description: flagHelp("Results of an evaluation: the file or its folder.") }),
      b: argument(results, { description: flagHelp("Results to compare with them.") }),
      metrics: withDefault(
        option("--metric", nameList(suggestLists(suggestNames(metricNames))), {
          description: flagHelp("Names of metrics.", "bleu1,bleu4,exact"),
        }),
        [],
      ),
    }),
    ...grouped("Output", {
      json: option("--json", {
        description: flagHelp("Print one JSON object a point and metric instead of a table."),
      }),
    }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Compare two evaluations of the same messages.`,
    description:
      message`Message by message: how much the second differs from the first, with the 95 % interval and the two-sided p-value of the paired bootstrap. docs/evaluate.md says which points are compared.`,
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
