import { object } from "@optique/core/constructs";
import { message, text } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { float, string } from "@optique/core/valueparser";
import { DEFAULT_HEADLINE, MAX_JOBS, MAX_MESSAGES, MAX_REPEATS } from "../../evaluation/plan/limits.ts";
import { fieldListFlags, type FieldLists } from "../shared/fields.ts";
import { gateFlags, type GateOptions } from "../shared/gate_flags.ts";
import { bleuFlags, type BleuOptions } from "../shared/bleu_flags.ts";
import { encodingFlag } from "../shared/encoding.ts";
import { formatExamples, shownDefault } from "../shared/help.ts";
import { nameList } from "../shared/list.ts";
import { path } from "../shared/path.ts";
import { whole } from "../shared/whole.ts";

/** `semcom eval`: its flags. */
export const evalCommand = command(
  "eval",
  object({
    command: constant("eval"),
    files: multiple(
      argument(path("FILE"), {
        description:
          message`Texts, plain or packed by gzip, a message a line; blank lines are passed over. Without any, standard input.`,
      }),
    ),
    suite: optional(
      option("--suite", string({ metavar: "NAME" }), {
        description:
          message`Compare several systems on one page: ${"standard"} (the learned, the spinal and separate schemes with equal bandwidth, over the suite's own messages where no FILE is given), or a file of JSON of your own in the form of ${"evaluation/suite/standard.json"}. Of the settings above only ${"--snr"}, ${"--channel"} and ${"--seed"} are yours.`,
      }),
    ),
    ...fieldListFlags("eval"),
    encoding: encodingFlag,
    limit: optional(
      option("--limit", whole({ metavar: "N", min: 1, max: MAX_MESSAGES }), {
        description: message`Only the first N messages.`,
      }),
    ),
    repeat: withDefault(
      option("--repeat", whole({ metavar: "N", min: 1, max: MAX_REPEATS }), {
        description: message`Send each message N times, with noise of its own each time`,
      }),
      1,
      shownDefault(1),
    ),
    untilCi: optional(
      option("--until-ci", float({ metavar: "W", min: 0 }), {
        description:
          message`End a point where the 95 % interval of the headline metric is narrower than W, and 20 messages were not exact or the interval of exact is as narrow: where nothing fails, 3.84 / W messages; asked after 64 messages and then each time that there is a tenth more of them.`,
      }),
    ),
    headline: optional(
      option("--headline", string({ metavar: "METRIC" }), {
        description: [text(`The metric of --until-ci and --baseline (default: ${DEFAULT_HEADLINE}).`)],
      }),
    ),
    metrics: optional(
      option("--metrics", nameList(), {
        description:
          message`Further metrics: ${"+character_error_rate"}, for scripts without spaces; ${"+chrfpp"}, chrF++; ${"+similarity"}, how alike two texts are in meaning (for English).`,
      }),
    ),
    ...bleuFlags,
    jobs: optional(
      option("--jobs", whole({ metavar: "N", min: 1, max: MAX_JOBS }), {
        description: [
          text(`Workers, a thread each, 1 to ${MAX_JOBS} (default: all cores). Results do not depend on it.`),
        ],
      }),
    ),
    out: optional(
      option("--out", path("FOLDER"), {
        description:
          message`Write results.jsonl and reports to this folder. A run that was stopped goes on where it was when the same command is given again.`,
      }),
    ),
    shard: optional(
      option("--shard", string({ metavar: "I/N" }), {
        description:
          message`Measure the I-th of N parts, for ${"semcom merge"} (default: that of the Slurm array, in one).`,
      }),
    ),
    ...gateFlags,
    github: option("--github", { description: message`Annotations and step summary for GitHub Actions.` }),
    json: option("--json", { description: message`Print the summary as JSON instead of a table.` }),
    quiet: option("-q", "--quiet", { description: message`No settings and no progress on standard error.` }),
  }),
  {
    brief: message`Evaluate codecs over whole texts: sweeps, statistics, reports and gates.`,
    description:
      message`Send texts at every combination of the listed settings: names and channels between commas, numbers as in 0,3,6 or -6:18:3. A table goes to standard output, results and reports to a folder. Figures are those of the whole corpus, with 95 % intervals: of shares of messages (exact, delivered, undetected) as Wilson has them, of others by the bootstrap over messages.`,
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
export interface EvalOptions extends FieldLists<"eval">, GateOptions, BleuOptions {
  readonly files: readonly string[];
  readonly suite: string | undefined;
  readonly encoding: string | undefined;
  readonly limit: number | undefined;
  readonly repeat: number;
  readonly untilCi: number | undefined;
  readonly headline: string | undefined;
  readonly metrics: readonly string[] | undefined;
  readonly jobs: number | undefined;
  readonly out: string | undefined;
  readonly shard: string | undefined;
  readonly github: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}
