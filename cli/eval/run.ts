import { readCodecFolder } from "../../codec/folder/read.ts";
import type { Manifest } from "../../codec/folder/manifest.ts";
import { EXIT, UsageError } from "../../errors.ts";
import { checkPoint } from "../../evaluation/plan/check.ts";
import { costOf } from "../../evaluation/report/describe.ts";
import { evaluate } from "../../evaluation/run/measure.ts";
import { EXTRA_METRICS } from "../../evaluation/run/extra_metric.ts";
import { headerOf, Plan } from "../../evaluation/plan/plan.ts";
import { ResultsWriter } from "../../evaluation/results/results_writer.ts";
import { type Shard, shardFrom, slurmShard } from "../../evaluation/plan/shard.ts";
import { metricsOf } from "../../evaluation/statistics/statistics.ts";
import type { Complexity } from "../../evaluation/report/summary.ts";
import { Tally } from "../../evaluation/run/tally.ts";
import type { Message } from "../../link/link.ts";
import { unknownName } from "../../suggest.ts";
import { conclude } from "../shared/conclude.ts";
import { type Corpus, openFiles, readCorpus } from "./corpus.ts";
import type { EvalOptions } from "./flags.ts";
import { sweepOf } from "./sweep.ts";
import { Gating } from "../../evaluation/gates/gating.ts";
import { Interruption } from "../shared/interruption.ts";
import { Progress } from "./progress.ts";
import { asLine, note } from "../shared/terminal.ts";

/** Runs `semcom eval` and returns the exit code: 1 if a gate was missed, 130 or 143 if it was interrupted. */
export async function runEvaluation(options: EvalOptions): Promise<number> {
  using interruption = new Interruption();
  const { repeat, untilCi, headline, out: folder, json, github, quiet } = options;
  const metrics = furtherMetrics(options);
  const shard = shardOf(options);
  const sweep = sweepOf(options);
  const codecs = await readCodecs(sweep.codec);
  const { messages, sha256 } = await corpusOf(options, interruption);
  if (interruption.exitCode !== undefined) return interruption.exitCode; // the corpus is not whole
  const header = headerOf({
    settings: { ...sweep, repeat, ...untilCi !== undefined && { until_ci: untilCi }, headline, metrics },
    codecs: Object.fromEntries(codecs.map(({ name, sha256 }) => [name, sha256])),
    data: { sha256, messages: messages.length },
  }, shard);
  const plan = new Plan(header);
  for (const point of plan.points) checkPoint(point, codecs.find(({ name }) => name === point.codec)!.manifest);
  const gating = await Gating.open(options, plan);
  const tally = new Tally(plan, shard, gating.judge);
  const jobs = options.jobs ?? navigator.hardwareConcurrency;
  if (!quiet) note(`${asLine(describe(plan, shard, jobs), true)}\n`);
  const failure = await measure(tally, options, messages, jobs, interruption);
  tally.end();
  const { points, undelivered } = tally;
  if (failure !== undefined && points.length === 0) throw failure;
  const complexity = codecs.map(({ complexity }) => complexity);
  const reports = failure === undefined ? folder : undefined; // there may be no room for them
  const conclusion = { plan, points, complexity, gates: gating.outcomes, folder: reports, json, github };
  const exitCode = await conclude(conclusion);
  if (failure !== undefined) throw failure;
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  if (undelivered === undefined || exitCode !== EXIT.done) return exitCode;
  throw new UsageError(
    `Not every message could be sent; the figures are those of the others. The first: ${undelivered}`,
  );
}

/** Measures what there is to measure. Returns what ended it too early: what was measured before is still to be said. */
async function measure(
  tally: Tally,
  { out, quiet }: EvalOptions,
  messages: readonly Message[],
  jobs: number,
  interruption: Interruption,
): Promise<unknown> {
  using writer = out === undefined ? undefined : ResultsWriter.open(out, tally);
  using progress = new Progress(!quiet && Deno.stderr.isTerminal());
  try {
    await evaluate(tally, {
      messages,
      jobs,
      ...writer !== undefined && { writer },
      interrupted: () => interruption.requested,
      onUnit: (unit) => progress.add(unit.messages, tally.messagesAfter(unit)),
    });
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The names after the plus signs of `--metrics +similarity`. */
function furtherMetrics({ metrics, headline }: EvalOptions): string[] {
  const names = metrics.map((name) => name.replace(/^\+/, ""));
  for (const name of names) {
    if (!EXTRA_METRICS.includes(name)) throw unknownName("metric", name, EXTRA_METRICS);
  }
  const all = metricsOf(names).map(({ name }) => name);
  if (!all.includes(headline)) throw unknownName("headline metric", headline, all);
  return names;
}

/** The shard that was asked for, or that of a Slurm array; gates wait until all shards are merged. */
function shardOf({ shard: text, failIf, baseline }: EvalOptions): Shard | undefined {
  const shard = text === undefined ? slurmShard((name) => Deno.env.get(name)) : shardFrom(text);
  if (shard === undefined || shard.count === 1) return undefined;
  if (failIf.length === 0 && baseline === undefined) return shard;
  throw new UsageError(
    `Judge gates on shard ${shard.number}/${shard.count}: it has not all results: give --fail-if and --baseline to semcom merge`,
  );
}

/** What an evaluation keeps of a codec: not its files. */
interface Codec {
  readonly name: string;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly complexity: Complexity;
}

async function readCodecs(names: readonly string[]): Promise<Codec[]> {
  const codecs: Codec[] = [];
  for (const name of names) {
    const folder = await readCodecFolder(name);
    codecs.push({ name, sha256: folder.sha256, manifest: folder.manifest, complexity: costOf(folder) });
  }
  return codecs;
}

async function corpusOf({ files, limit = Infinity }: EvalOptions, interruption: Interruption): Promise<Corpus> {
  if (files.length > 0) return await readCorpus(await openFiles(files), limit);
  if (Deno.stdin.isTerminal()) note("Type a message a line; end with Ctrl-D.\n");
  return await readCorpus([{ name: "standard input", stream: interruption.guard(Deno.stdin.readable) }], limit);
}

/** What is about to be done, in one line. */
function describe({ points, header: { data, settings } }: Plan, shard: Shard | undefined, jobs: number): string {
  const parts = [
    `${points.length} ${points.length === 1 ? "point" : "points"} of ${data.messages} messages`,
    ...settings.repeat > 1 ? [`${settings.repeat} times each`] : [],
    ...shard !== undefined ? [`shard ${shard.number}/${shard.count}`] : [],
    `${jobs} ${jobs === 1 ? "worker" : "workers"}`,
  ];
  return parts.join(", ");
}
