import { EXIT, UsageError } from "../../errors.ts";
import { type Corpus, createCorpus } from "../../evaluation/plan/corpus.ts";
import type { Plan, Unit } from "../../evaluation/plan/plan.ts";
import { findingsOf } from "../../evaluation/report/findings.ts";
import { resolveSweep } from "../../evaluation/plan/resolve_sweep.ts";
import { type Shard, shardFrom, slurmShard } from "../../evaluation/plan/shard.ts";
import type { Sweep } from "../../evaluation/plan/sweep.ts";
import { evaluate } from "../../evaluation/run/evaluate.ts";
import { evaluateSuite } from "../../evaluation/suite/evaluate_suite.ts";
import { readSuite } from "../../evaluation/suite/suite.ts";
import { ScriptCounts } from "../../fidelity/scripts.ts";
import { FIELDS } from "../../link/fields.ts";
import { openText } from "../../text/open_text.ts";
import { bleuSettingsOf, scriptWarning } from "../shared/fidelity_flags.ts";
import { conclude, printUnlessClosed } from "../shared/conclude.ts";
import { gateSettingsOf } from "../shared/gate_flags.ts";
import { Interruption } from "../shared/interruption.ts";
import { requireStandardOutput } from "../shared/standard_output.ts";
import { asLine, note } from "../shared/terminal.ts";
import { openFiles, readCorpus } from "./corpus.ts";
import type { EvalOptions } from "./flags.ts";
import { ProgressLine } from "./progress.ts";

/** Runs `semcom eval` and returns the exit code: 1 if a gate was missed, 130 or 143 if it was interrupted. */
export async function runEvaluation(options: EvalOptions): Promise<number> {
  using interruption = new Interruption();
  const { repeat, untilCi, headline, metrics, jobs, out, quiet } = options;
  if (out === undefined) requireStandardOutput(); // else results and reports are in their folder
  const shard = findShard(options);
  const sweep = sweepOf(options);
  const suite = options.suite === undefined ? undefined : await readSuite(options.suite);
  if (suite === undefined) await resolveSweep(sweep); // a wrong setting is said before the text is read
  else refuseWithSuite(options, shard);
  const corpus = await readMessages(options, suite?.messages ?? [], interruption);
  if (interruption.exitCode !== undefined) return interruption.exitCode; // the corpus is not whole
  warnOfScript(corpus, options);
  using progress = new ProgressLine(!quiet && Deno.stderr.isTerminal());
  const say = (text: string) => quiet || note(`${asLine(text, true)}\n`);
  const request = {
    sweep,
    corpus,
    repeat,
    ...untilCi !== undefined && { untilCi },
    ...headline !== undefined && { headline },
    metrics: metrics ?? [],
    bleu: bleuSettingsOf(options),
    ...jobs !== undefined && { jobs },
    ...out !== undefined && { folder: out },
    onUnit: ({ messages }: Unit, left: number) => progress.add(messages, left),
    interrupted: () => interruption.requested,
  };
  const evaluation = suite === undefined
    ? await evaluate({
      ...request,
      gates: gateSettingsOf(options),
      ...shard !== undefined && { shard },
      onPlan: (plan, jobs) => say(describe(plan, shard, jobs)),
    })
    : await evaluateSuite({
      ...request,
      suite,
      onSystem: ({ name }, plan, jobs) => say(`${name}: ${describe(plan, shard, jobs)}`),
    });
  progress.clear();
  const exitCode = await conclude(evaluation, options);
  if (suite !== undefined && !options.json) {
    printUnlessClosed(findingsOf(evaluation.summary).map((one) => `\n${asLine(one, true)}`).join("") + "\n");
  }
  if (evaluation.failure !== undefined) throw evaluation.failure;
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  if (evaluation.refusal === undefined || exitCode !== EXIT.done) return exitCode;
  throw new UsageError(
    `Not every message could be sent; the figures are those of the others. The first: ${evaluation.refusal}`,
  );
}

/** The lists that were given, by the names of results. */
function sweepOf(options: EvalOptions): Sweep {
  return Object.fromEntries(
    FIELDS.flatMap(({ json, key }) => options[key] === undefined ? [] : [[json, options[key]]]),
  );
}

/** The shard that was asked for, or that of a Slurm array. */
function findShard({ shard: text }: EvalOptions): Shard | undefined {
  const shard = text === undefined ? slurmShard((name) => Deno.env.get(name)) : shardFrom(text);
  return shard?.count === 1 ? undefined : shard;
}

/** Refuses what judges or divides one evaluation. */
function refuseWithSuite({ failIf, baseline }: EvalOptions, shard: Shard | undefined): void {
  const flag = failIf.length > 0
    ? "--fail-if"
    : baseline !== undefined
    ? "--baseline"
    : shard !== undefined
    ? "--shard"
    : undefined;
  if (flag === undefined) return;
  throw new UsageError(`A suite is several evaluations, and ${flag} is for one: leave it out, or leave out --suite`);
}

/** @param bundled Messages of a suite, for where no file is named. */
async function readMessages(
  { files, limit = Infinity, encoding }: EvalOptions,
  bundled: readonly string[],
  interruption: Interruption,
): Promise<Corpus> {
  if (files.length > 0) return await readCorpus(await openFiles(files, encoding), limit);
  if (bundled.length > 0) {
    return createCorpus(bundled.slice(0, limit).map((text, i) => ({ index: i + 1, text })));
  }
  if (Deno.stdin.isTerminal()) note("Type a message a line; end with Ctrl-D.\n");
  const stream = interruption.guard(openText(Deno.stdin.readable, undefined, encoding));
  return await readCorpus([{ name: "standard input", stream, encoding }], limit);
}

/** Warnings come even where settings and progress are not wanted. */
function warnOfScript({ messages }: Corpus, options: EvalOptions): void {
  const scripts = new ScriptCounts();
  for (const { text } of messages) scripts.add(text);
  note(scriptWarning(scripts, "the text", options) ?? "");
}

/** Describes in one line what is about to be done. */
function describe({ points, header: { data, settings } }: Plan, shard: Shard | undefined, jobs: number): string {
  const parts = [
    `${points.length} ${points.length === 1 ? "point" : "points"} of ${data.messages} messages`,
    ...settings.repeat > 1 ? [`${settings.repeat} times each`] : [],
    ...shard !== undefined ? [`shard ${shard.number}/${shard.count}`] : [],
    `${jobs} ${jobs === 1 ? "worker" : "workers"}`,
  ];
  return parts.join(", ");
}
