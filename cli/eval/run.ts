import { EXIT, UsageError } from "../../errors.ts";
import type { Corpus } from "../../evaluation/plan/corpus.ts";
import type { Plan } from "../../evaluation/plan/plan.ts";
import { resolveSweep } from "../../evaluation/plan/resolve_sweep.ts";
import { type Shard, shardFrom, slurmShard } from "../../evaluation/plan/shard.ts";
import type { Sweep } from "../../evaluation/plan/sweep.ts";
import { evaluate } from "../../evaluation/run/evaluate.ts";
import { FIELDS } from "../../link/fields.ts";
import { openText } from "../../text/open_text.ts";
import { conclude } from "../shared/conclude.ts";
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
  const { sweep } = await resolveSweep(sweepOf(options)); // a wrong setting is said before the text is read
  const corpus = await readMessages(options, interruption);
  if (interruption.exitCode !== undefined) return interruption.exitCode; // the corpus is not whole
  using progress = new ProgressLine(!quiet && Deno.stderr.isTerminal());
  const evaluation = await evaluate({
    sweep,
    corpus,
    repeat,
    ...untilCi !== undefined && { untilCi },
    ...headline !== undefined && { headline },
    metrics: metrics ?? [],
    gates: gateSettingsOf(options),
    ...shard !== undefined && { shard },
    ...jobs !== undefined && { jobs },
    ...out !== undefined && { folder: out },
    onPlan: (plan, jobs) => quiet || note(`${asLine(describe(plan, shard, jobs), true)}\n`),
    onUnit: ({ messages }, left) => progress.add(messages, left),
    interrupted: () => interruption.requested,
  });
  progress.clear();
  const exitCode = await conclude(evaluation, options);
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

async function readMessages({ files, limit = Infinity }: EvalOptions, interruption: Interruption): Promise<Corpus> {
  if (files.length > 0) return await readCorpus(await openFiles(files), limit);
  if (Deno.stdin.isTerminal()) note("Type a message a line; end with Ctrl-D.\n");
  const stream = interruption.guard(openText(Deno.stdin.readable));
  return await readCorpus([{ name: "standard input", stream }], limit);
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
