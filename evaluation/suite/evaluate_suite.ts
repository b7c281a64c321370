import { evaluate, type Evaluation, type EvaluationRequest, writeReports } from "../run/evaluate.ts";
import type { Plan } from "../plan/plan.ts";
import { resolveSweep } from "../plan/resolve_sweep.ts";
import type { Sweep } from "../plan/sweep.ts";
import type { Point, Summary } from "../statistics/summary.ts";
import { folderOf, type Suite, type System, systemsWith } from "./suite.ts";

/** A suite that is to be evaluated. */
export interface SuiteRequest extends Omit<EvaluationRequest, "sweep" | "gates" | "shard" | "onPlan"> {
  readonly suite: Suite;
  /** What is said in place of the suite's settings of all systems. */
  readonly sweep: Sweep;
  /** Told of each system's plan before it is measured. */
  readonly onSystem?: (system: System, plan: Plan, jobs: number) => void;
}

/**
 * Evaluates the systems of a suite one after the other, over the same messages, and makes one page of all. With a folder,
 * each system has its own results and reports in one of its name within it, and goes on where it was stopped.
 *
 * @example
 * ```ts
 * import { createCorpus, evaluateSuite } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const coded = (code: string) => ({ codec: ["utf8"], channel_code: [code], modulation: ["qpsk"], snr_db: [5] });
 * const systems = ["none", "polar"].map((name) => ({ name, sweep: coded(name), bound: false }));
 * const suite = { title: "Two codes", axes: {}, systems, messages: [] };
 * const corpus = createCorpus([{ index: 1, text: "We agree." }]);
 * const { summary } = await evaluateSuite({ suite, sweep: {}, corpus, jobs: 1 });
 * assert.deepEqual(summary.points.map(({ codec, metrics }) => [codec, metrics.exact!.mean]), [["none", 0], ["polar", 1]]);
 * ```
 * @returns As if it were one evaluation, with the first system's plan.
 * @throws {UsageError} for settings that no link can have, before anything is measured.
 * @throws {RefusedError} for a codec or a file of results that is damaged or of another run.
 */
export async function evaluateSuite(
  { suite, sweep: given, onSystem, folder, ...request }: SuiteRequest,
): Promise<Evaluation> {
  const systems = systemsWith(suite, given);
  for (const { sweep } of systems) await resolveSweep(sweep);
  const ended: { system: System; evaluation: Evaluation }[] = [];
  for (const system of systems) {
    const evaluation = await evaluate({
      ...request,
      sweep: system.sweep,
      ...folder !== undefined && { folder: `${folder}/${folderOf(system)}` },
      onPlan: (plan, jobs) => onSystem?.(system, plan, jobs),
    });
    ended.push({ system, evaluation });
    if (evaluation.failure !== undefined || request.interrupted?.()) break;
  }
  const summary = joinSummaries(suite, ended.map(({ system, evaluation: { summary } }) => ({ system, summary })));
  const all = ended.map(({ evaluation }) => evaluation);
  const failure = all.find(({ failure }) => failure !== undefined)?.failure;
  if (folder !== undefined && failure === undefined) await writeReports(summary, folder);
  return {
    plan: all[0]!.plan,
    summary,
    failure,
    refusal: all.find(({ refusal }) => refusal !== undefined)?.refusal,
    uncarried: all.reduce((sum, { uncarried }) => sum + uncarried, 0),
    lengthened: all.reduce((sum, { lengthened }) => sum + lengthened, 0),
    headless: all.reduce((sum, { headless }) => sum + headless, 0),
  };
}

/** What a system came to. */
interface Part {
  readonly system: System;
  readonly summary: Summary;
}

/** One summary of all systems, in which each stands by its name. */
function joinSummaries({ title, peers = [] }: Suite, parts: readonly Part[]): Summary {
  const points = parts.flatMap(({ system, summary }) => summary.points.map((point) => renamed(point, system)));
  const channels = new Set(points.map(({ channel }) => channel));
  const complexity = new Map(parts.flatMap(({ summary }) => summary.complexity.map((one) => [one.codec, one])));
  return {
    title,
    header: joinHeaders(parts),
    points,
    peers: peers.map((peer) => ({ ...peer, points: peer.points.filter(({ channel }) => channels.has(channel)) }))
      .filter(({ points }) => points.length > 0),
    complexity: [...complexity.values()],
    gates: [],
  };
}

function renamed(point: Point, { name, bound }: System): Point {
  const { bound: limit, ...metrics } = point.metrics;
  return { ...point, codec: name, metrics: bound && limit !== undefined ? { ...metrics, bound: limit } : metrics };
}

/** What all runs say alike by itself, and besides of each system what is its own. */
function joinHeaders(parts: readonly Part[]): Record<string, string> {
  const headers = parts.map(({ summary }) => summary.header);
  const isShared = (name: string) =>
    headers.every((header) => header[name] === headers[0]![name]) || name.endsWith("sha256");
  const own = parts.map(({ system, summary: { header } }) => [
    system.name,
    Object.entries(header).filter(([name]) => !isShared(name)).map(([name, value]) => `${name} ${value}`).join("; "),
  ]);
  const shared = headers.flatMap((header) => Object.entries(header).filter(([name]) => isShared(name)));
  return { ...Object.fromEntries(own), ...Object.fromEntries(shared) };
}
