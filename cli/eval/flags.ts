import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { float, string } from "@optique/core/valueparser";
import { DEFAULT_HEADLINE, MAX_JOBS, MAX_MESSAGES, MAX_REPEATS } from "../../evaluation/plan/limits.ts";
import { fieldListFlags, type FieldLists } from "../shared/fields.ts";
import { gateFlags, type GateOptions } from "../shared/gate_flags.ts";
import { fidelityFlags, type FidelityOptions, metricNames } from "../shared/fidelity_flags.ts";
import { encodingFlag } from "../shared/encoding.ts";
import { flagHelp, formatExamples, grouped, shortUsage } from "../shared/help.ts";
import { suggestNames } from "../shared/suggest.ts";
import { path } from "../shared/path.ts";
import { whole } from "../shared/whole.ts";

/** `semcom eval`: its flags. */
export const evalCommand = command(
  "eval",
  object({
    command: constant("eval"),
    ...grouped("What to send", {
      files: multiple(
        argument(path("FILE"), {
          description: flagHelp("Texts, plain or gzip, a message a line; without any, standard input."),
        }),
      ),
      suite: optional(
        option("--suite", string({ metavar: "NAME" }), {
          description: flagHelp(
            "Compare several systems on one page: standard, or a file of your own (docs/evaluate.md).",
          ),
        }),
      ),
      encoding: encodingFlag,
      limit: optional(
        option("--limit", whole({ metavar: "N", min: 1, max: MAX_MESSAGES }), {
          description: flagHelp("Only the first N messages.", "all"),
        }),
      ),
      repeat: withDefault(
        option("--repeat", whole({ metavar: "N", min: 1, max: MAX_REPEATS }), {
          description: flagHelp("Send each message N times, with noise of its own each time.", 1),
        }),
        1,
      ),
      untilCi: optional(
        option("--until-ci", float({ metavar: "W", min: 0 }), {
          description: flagHelp("End a point where the headline metric's 95 % interval is narrower than W."),
        }),
      ),
    }),
    ...fieldListFlags("eval"),
    ...fidelityFlags,
    ...grouped("Metrics", {
      headline: optional(
        option("--headline", { ...string({ metavar: "METRIC" }), suggest: suggestNames(metricNames) }, {
          description: flagHelp("The metric of --until-ci and --baseline.", DEFAULT_HEADLINE),
        }),
      ),
    }),
    ...gateFlags,
    ...grouped("Output", {
      out: optional(
        option("--out", path("FOLDER"), {
          description: flagHelp("Write results and reports to this folder; a run that was stopped goes on there."),
        }),
      ),
      jobs: optional(
        option("--jobs", whole({ metavar: "N", min: 1, max: MAX_JOBS }), {
          description: flagHelp(`Workers, a thread each, 1 to ${MAX_JOBS}; results are the same.`, "all cores"),
        }),
      ),
      shard: optional(
        option("--shard", string({ metavar: "I/N" }), {
          description: flagHelp("Measure the I-th of N parts, for semcom merge.", "that of the Slurm array, in one"),
        }),
      ),
      github: option("--github", { description: flagHelp("Annotations and step summary for GitHub Actions.") }),
      json: option("--json", { description: flagHelp("Print the summary as JSON instead of a table.") }),
      quiet: option("-q", "--quiet", { description: flagHelp("No settings and no progress on standard error.") }),
    }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Evaluate codecs over whole texts: sweeps, statistics, reports and gates.`,
    description:
      message`Texts are sent at every combination of the listed settings: names and channels between commas, numbers as in 0,3,6 or -6:18:3. A table goes to standard output, with 95 % intervals.`,
    footer: formatExamples(
      "semcom eval corpus.txt --snr -6:18:3 --out report",
      "semcom eval corpus.txt --channel awgn,rician:k=3,fading=fast --snr 6,12 --limit 500 --jobs 8",
      "semcom eval corpus.txt --codec smollm2-135m --snr 2 --knowledge none,names.txt",
      "semcom eval corpus.txt --snr 6 --fail-if 'bleu4@6<0.9' --github",
      "semcom eval corpus.txt --snr 0:18:3 --until-ci 0.01 --repeat 10 --json",
      "semcom eval corpus.txt --snr 0:18:3 --shard 2/4 --out shard-2",
      "semcom eval --suite standard --out report",
    ),
  },
);

/** The options that {@linkcode evalCommand} parses to. */
export interface EvalOptions extends FieldLists<"eval">, GateOptions, FidelityOptions {
  readonly files: readonly string[];
  readonly suite: string | undefined;
  readonly encoding: string | undefined;
  readonly limit: number | undefined;
  readonly repeat: number;
  readonly untilCi: number | undefined;
  readonly headline: string | undefined;
  readonly jobs: number | undefined;
  readonly out: string | undefined;
  readonly shard: string | undefined;
  readonly github: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}
