import { admitCodec, describeCodec, schemeNamed } from "../../codec/open.ts";
import { SemcomError, UsageError } from "../../errors.ts";
import { type BleuSettings, USUAL_BLEU } from "../../fidelity/bleu.ts";
import { metricsWith } from "../../fidelity/registry.ts";
import { readKnowledge } from "../../link/knowledge.ts";
import { unknownName } from "../../text/suggest.ts";
import { type GateSettings, Gating } from "../gates/gating.ts";
import type { Corpus } from "../plan/corpus.ts";
import { DEFAULT_HEADLINE, MAX_JOBS, MAX_MESSAGES, MAX_REPEATS } from "../plan/limits.ts";
import { createHeader, Plan, type Unit } from "../plan/plan.ts";
import { resolveSweep } from "../plan/resolve_sweep.ts";
import type { Shard } from "../plan/shard.ts";
import { pointsOf, type Sweep } from "../plan/sweep.ts";
import { countCost, describeRun } from "../report/describe.ts";
import type { Complexity, Summary } from "../statistics/summary.ts";
import { findResults, RESULTS } from "../results/results_reader.ts";
import { measureUnits } from "./measure.ts";
import { Merger } from "./merge.ts";
import { ResultsWriter } from "./results_writer.ts";
import { Tally } from "./tally.ts";

/** An evaluation that is asked for. */
export interface EvaluationRequest {
  /** Lists of settings, by the names of results: every combination is a point. */
  readonly sweep: Sweep;
  readonly corpus: Corpus;
  /** Times that each message is sent, with noise of its own each; 1 by default. */
  readonly repeat?: number;
  /** A point ends where the headline metric's 95 % interval is narrower than this. */
  readonly untilCi?: number;
  /** The metric of `untilCi` and of a baseline; {@linkcode DEFAULT_HEADLINE} by default. */
  readonly headline?: string;
  /** Metrics besides the usual ones. */
  readonly metrics?: readonly string[];
  /** How BLEU is computed, where it is not as usual. */
  readonly bleu?: Partial<BleuSettings>;
  readonly gates?: GateSettings;
  /** One part of the work, for several machines. */
  readonly shard?: Shard;
  /** Workers, a thread each; as many as there are cores by default. Results do not depend on it. */
  readonly jobs?: number;
  /** Where results and reports go, if they are kept: a run that was stopped goes on where it was. */
  readonly folder?: string;
  /** Addresses of modules (`import.meta.resolve`) that each worker imports, to register channels, codes and metrics of its own. */
  readonly modules?: readonly string[];
  /** Told of the plan before anything is measured. */
  readonly onPlan?: (plan: Plan, jobs: number) => void;
  /** Told of every unit that has been measured, and of about how many messages are left. */
  readonly onUnit?: (unit: Unit, messagesLeft: number) => void;
  /** Asked between units: the evaluation ends with what it has when the answer is yes. */
  readonly interrupted?: () => boolean;
}

/** An evaluation that has ended. */
export interface Evaluation {
  readonly plan: Plan;
  readonly summary: Summary;
  /** The error that ended it, after some points were measured; undefined where it went through or was interrupted. */
  readonly failure: unknown;
  /** The reason why the first of the messages that were not sent was not; undefined where all were. */
  readonly refusal: string | undefined;
  /** Messages that did not arrive although no bit of theirs was wrong: the codec cannot carry them in so many bits. */
  readonly uncarried: number;
  /** Messages that took more uses than the settings ask for: the channel code has no block as short as theirs. */
  readonly lengthened: number;
  /** Messages that were lost because their header was. */
  readonly headless: number;
}

/**
 * Evaluates codecs over a corpus: `semcom eval` for scripts. Results and reports go to a folder where one is named.
 *
 * @example
 * ```ts
 * import { createCorpus, evaluate } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const corpus = createCorpus(["We agree.", "The vote is at noon."].map((text, i) => ({ index: i + 1, text })));
 * const sweep = { codec: ["utf8"], channel: ["awgn"], modulation: ["qpsk"], snr_db: [-9, 9] };
 * const { summary } = await evaluate({ sweep, corpus, jobs: 1 });
 * assert.deepEqual(summary.points.map(({ metrics }) => metrics.exact!.mean), [0, 1]);
 * ```
 * @throws {UsageError} for settings that no link can have, or a gate on a point that is not measured.
 * @throws {RefusedError} for a codec or a file of results that is damaged or of another run.
 */
export async function evaluate(request: EvaluationRequest): Promise<Evaluation> {
  const { gates = {}, shard, folder, jobs = navigator.hardwareConcurrency } = request;
  const plan = await createPlan(request);
  checkRequest(request);
  refuseGatesOnShard(gates, shard);
  await refuseOwnBaseline(gates, folder);
  const gating = await Gating.open(gates, plan);
  const tally = new Tally(plan, shard, gating.judge);
  await admitCodecs(plan);
  const complexity = await Promise.all(Object.keys(plan.header.codecs).map(countCost));
  request.onPlan?.(plan, jobs);
  using stack = new DisposableStack();
  let writer: ResultsWriter | undefined;
  const failure = await errorOf(async () => {
    if (folder !== undefined) writer = stack.use(ResultsWriter.open(folder, tally)); // until its reports are written
    await measure(tally, request, jobs, writer);
  });
  tally.end();
  if (failure !== undefined && tally.points.length === 0) throw failure;
  const summary = { header: describeRun(plan), points: tally.points, complexity, gates: gating.outcomes };
  const reporting = await errorOf(async () => {
    if (folder === undefined || failure !== undefined) return;
    writer?.verify(); // else the reports would be in a folder of their own
    await writeReports(summary, folder);
    writer?.finish();
  });
  const { refusal, uncarried, lengthened, headless } = tally;
  return { plan, summary, failure: failure ?? reporting, refusal, uncarried, lengthened, headless };
}

/** Shards of one evaluation that are to be merged. */
export interface MergeRequest {
  /** Folders or files of results, in any order. */
  readonly shards: readonly string[];
  /** Where the whole evaluation goes. */
  readonly folder: string;
  readonly gates?: GateSettings;
}

/**
 * Merges the shards of an evaluation: `semcom merge` for scripts. The results are those that one machine would have written.
 *
 * @example
 * ```ts
 * import { createCorpus, evaluate, mergeShards } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const folder = await Deno.makeTempDir();
 * const corpus = createCorpus(["We agree.", "The vote is at noon."].map((text, i) => ({ index: i + 1, text })));
 * const sweep = { codec: ["utf8"], channel: ["awgn"], modulation: ["qpsk"], snr_db: [9] };
 * const shards = [`${folder}/1`, `${folder}/2`];
 * for (const [i, shard] of shards.entries()) {
 *   await evaluate({ sweep, corpus, jobs: 1, folder: shard, shard: { number: i + 1, count: 2 } });
 * }
 * const { summary } = await mergeShards({ shards, folder: `${folder}/whole` });
 * assert.equal(summary.points[0]!.messages, 2);
 * await Deno.remove(folder, { recursive: true });
 * ```
 * @throws {RefusedError} unless they are all parts of one evaluation, and complete, or if another process writes to the folder.
 */
export async function mergeShards({ shards, folder, gates = {} }: MergeRequest): Promise<Evaluation> {
  using merger = await Merger.open(shards);
  const { plan } = merger;
  const gating = await Gating.open(gates, plan);
  const { points, refusal, uncarried, lengthened, headless } = await merger.merge(folder, gating.judge);
  const complexity = await countCosts(plan);
  const summary = { header: describeRun(plan), points, complexity, gates: gating.outcomes };
  await writeReports(summary, folder);
  return { plan, summary, failure: undefined, refusal, uncarried, lengthened, headless };
}

function checkRequest({ corpus, repeat = 1, jobs = 1, headline, untilCi, gates = {} }: EvaluationRequest): void {
  const requireWhole = (what: string, value: number, max: number) => {
    if (Number.isInteger(value) && value >= 1 && value <= max) return;
    throw new UsageError(`The number of ${what} is ${value}, and must be a whole number from 1 to ${max}`);
  };
  requireWhole("repeats", repeat, MAX_REPEATS);
  requireWhole("workers", jobs, MAX_JOBS);
  if (corpus.messages.length > MAX_MESSAGES) {
    throw new UsageError(
      `The corpus has ${corpus.messages.length} messages, and may have ${MAX_MESSAGES}: take fewer, as with --limit`,
    );
  }
  if (corpus.messages.length === 0) throw new UsageError("The corpus has no message: there is nothing to evaluate");
  if (headline !== undefined && untilCi === undefined && gates.baseline === undefined) {
    throw new UsageError(
      `The headline metric is ${headline}, and nothing depends on it: give a width of its interval or a baseline, or leave it out`,
    );
  }
}

async function createPlan(
  { sweep: given, corpus, repeat = 1, untilCi, headline = DEFAULT_HEADLINE, metrics = [], bleu, shard }:
    EvaluationRequest,
): Promise<Plan> {
  const { tokenize, effectiveOrder } = { ...USUAL_BLEU, ...bleu };
  const further = metrics.map((name) => name.replace(/^\+/, ""));
  const names = metricsWith(further).map(({ name }) => name);
  if (!names.includes(headline)) throw unknownName("headline metric", headline, names);
  const { sweep, codecs, defaults, unit } = await resolveSweep(given);
  const knowledge = await readKnowledge(pointsOf(sweep));
  const header = createHeader({
    settings: {
      ...sweep,
      repeat,
      ...untilCi !== undefined && { until_ci: untilCi },
      headline,
      metrics: further,
      tokenize,
      effective_order: effectiveOrder,
    },
    defaults,
    codecs: Object.fromEntries([...codecs].map(([codec, { sha256 }]) => [codec, sha256])),
    ...knowledge.size > 0 &&
      { knowledge: Object.fromEntries([...knowledge].map(([path, { sha256 }]) => [path, sha256])) },
    data: { sha256: corpus.sha256, messages: corpus.messages.length, unit },
  }, shard);
  return new Plan(header);
}

/** Lets the codecs of all points pass, before any worker opens one. */
async function admitCodecs({ points }: Plan): Promise<void> {
  const each = new Map(points.map(({ codec, scheme }) => [JSON.stringify([codec, scheme]), { codec, scheme }]));
  for (const { codec, scheme } of each.values()) {
    await admitCodec(codec, scheme === undefined ? scheme : schemeNamed(scheme));
  }
}

/** Gates wait until all shards are merged. */
function refuseGatesOnShard({ failIf = [], baseline }: GateSettings, shard: Shard | undefined): void {
  if (shard === undefined || failIf.length === 0 && baseline === undefined) return;
  throw new UsageError(
    `Judge gates on shard ${shard.number}/${shard.count}: it has not all results: give --fail-if and --baseline to semcom merge`,
  );
}

/** Results are never worse than themselves. */
async function refuseOwnBaseline({ baseline }: GateSettings, folder: string | undefined): Promise<void> {
  if (baseline === undefined || folder === undefined) return;
  const [theirs, own] = await Promise.all(
    [await findResults(baseline), `${folder}/${RESULTS}`].map((path) => Deno.realPath(path).catch(() => undefined)),
  );
  if (theirs === undefined || theirs !== own) return;
  throw new UsageError(
    `Cannot compare with the baseline ${baseline}: the results go there: choose another folder for them`,
  );
}

/** Counts the costs of those codecs that this machine has: shards may come from others. */
async function countCosts({ header: { codecs } }: Plan): Promise<Complexity[]> {
  const found: Complexity[] = [];
  for (const [codec, sha256] of Object.entries(codecs)) {
    try {
      if ((await describeCodec(codec)).sha256 === sha256) found.push(await countCost(codec));
    } catch (error) {
      if (!(error instanceof SemcomError)) throw error;
    }
  }
  return found;
}

/** The error of what fails: the points that were measured before it are still to be said. */
async function errorOf(run: () => Promise<void>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Measures all that there is to measure. */
async function measure(
  tally: Tally,
  { corpus, modules = [], interrupted = () => false, onUnit = () => {} }: EvaluationRequest,
  jobs: number,
  writer: ResultsWriter | undefined,
): Promise<void> {
  await measureUnits(tally, {
    messages: corpus.messages,
    jobs,
    writer,
    modules,
    interrupted,
    onUnit: (unit) => onUnit(unit, tally.messagesAfter(unit)),
  });
}

/** Writes the reports of a summary. */
export async function writeReports(summary: Summary, folder: string): Promise<void> {
  const report = await import("../report/report.ts"); // its plotting library takes long to load
  await report.writeReports(summary, folder);
}
