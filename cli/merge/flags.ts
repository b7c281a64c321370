import { object } from "@optique/core/constructs";
import { message, metavar } from "@optique/core/message";
import { multiple } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { gateFlags, type GateOptions } from "../shared/gate_flags.ts";
import { flagHelp, formatExamples, grouped, shortUsage } from "../shared/help.ts";
import { path } from "../shared/path.ts";

/** `semcom merge`: its flags. */
export const mergeCommand = command(
  "merge",
  object({
    command: constant("merge"),
    ...grouped("What to merge", {
      out: argument(path("OUT"), { description: flagHelp("The folder of the whole evaluation.") }),
      shards: multiple(
        argument(path("SHARD"), { description: flagHelp("A shard's folder, or its results.jsonl.") }),
        { min: 1, errors: { tooFew: message`Expected a ${metavar("SHARD")}` } },
      ),
    }),
    ...gateFlags,
    ...grouped("Output", {
      github: option("--github", { description: flagHelp("Annotations and step summary for GitHub Actions.") }),
      json: option("--json", { description: flagHelp("Print the summary as JSON instead of a table.") }),
    }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Merge the shards of an evaluation.`,
    description:
      message`Merge all shards of one evaluation, given in any order. results.jsonl is the one that a single machine would have written; reports and gates are those of semcom eval.`,
    footer: formatExamples(
      "semcom merge report shard-*",
      "semcom merge report shard-* --fail-if 'bleu4@6<0.9' --github",
    ),
  },
);

/** The options that {@linkcode mergeCommand} parses to. */
export interface MergeOptions extends GateOptions {
  readonly out: string;
  readonly shards: readonly string[];
  readonly github: boolean;
  readonly json: boolean;
}
