import { RefusedError } from "../../errors.ts";
import type { FieldName } from "../../link/fields.ts";
import { unknownName } from "../../text/suggest.ts";
import type { Plan } from "../plan/plan.ts";
import { AXES } from "../plan/sweep.ts";
import { findResults } from "../results/results_reader.ts";
import { compareRows, type Difference, refuseOtherBleu, type WeighedRows } from "./compare.ts";
import { lineUp, type MeasuredSweep, type Stand, type StandPair } from "./line_up.ts";
import { PointFile } from "./point_file.ts";

/** The metrics that are compared where nothing is said. */
const USUAL_METRICS = ["bleu1", "bleu4", "exact"];

/** Two evaluations of the same messages, compared. */
export interface Comparison {
  readonly a: Plan;
  readonly b: Plan;
  /** What was compared, in the order of `b`. */
  readonly pairs: readonly ComparedPair[];
  /** Points of either that are compared with none. */
  readonly unpaired: number;
}

/** Two systems at one setting. */
export interface ComparedPair extends StandPair {
  /** Every setting by the names of results; null where it has no effect, or was interpolated. */
  readonly settings: Readonly<Record<FieldName, string | number | null>>;
  /** Messages that both have, and the most that a point of each has. */
  readonly messages: number;
  readonly messagesIn: readonly [a: number, b: number];
  /** One a metric; a metric that no message of either has is left out. */
  readonly differences: readonly Difference[];
}

/**
 * Compares two evaluations message by message: `semcom compare` for scripts. Points are lined up by their settings and, where
 * their rates differ, by the channel uses a word that they took.
 *
 * @example
 * ```ts
 * import { compareResults, createCorpus, evaluate } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const folder = await Deno.makeTempDir();
 * const corpus = createCorpus([{ index: 1, text: "We agree." }]);
 * for (const code of ["none", "polar"]) {
 *   const sweep = { codec: ["utf8"], channel: ["awgn"], channel_code: [code], modulation: ["qpsk"], snr_db: [5] };
 *   await evaluate({ sweep, corpus, jobs: 1, folder: `${folder}/${code}` });
 * }
 * const { pairs: [pair] } = await compareResults(`${folder}/none`, `${folder}/polar`, ["exact"]);
 * assert.deepEqual([pair!.differences[0]!.difference.mean, pair!.isEqual], [1, false]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @param a Results of an evaluation: the file or its folder.
 * @param metrics "bleu1", "bleu4" and "exact" where there is none.
 * @throws {UsageError} for a metric that one of them has not, or BLEU of different tokens.
 * @throws {RefusedError} for results that are damaged, or of other texts under the same numbers, or without a common point.
 */
export async function compareResults(
  a: string,
  b: string,
  metrics: readonly string[] = [],
): Promise<Comparison> {
  const [fileA, fileB] = [new PointFile(await findResults(a)), new PointFile(await findResults(b))];
  const names = metricNames(fileA, fileB, metrics);
  const tried = `Cannot compare ${a} and ${b}`;
  const stands = lineUp(measuredSweep(fileA), measuredSweep(fileB));
  if (stands.length === 0) throw new RefusedError(`${tried}: they have no point of the same settings`);
  refuseOtherBleu(fileA.plan, fileB.plan, names, tried);
  const pairs = stands.map((pair): ComparedPair => {
    const [rowsA, rowsB] = [rowsOf(fileA, pair.a), rowsOf(fileB, pair.b)];
    return {
      ...pair,
      ...compareRows(rowsA, rowsB, names, [a, b]),
      settings: settingsOf(fileB.plan, pair.b),
      messagesIn: [mostMessages(rowsA), mostMessages(rowsB)],
    };
  });
  for (const name of names) {
    if (pairs.every(({ differences }) => differences.every(({ metric }) => metric !== name))) {
      throw new RefusedError(`Cannot compare ${name} of ${a} and ${b}: no point of both has it`);
    }
  }
  const unpaired = countUnused(fileA, pairs.map((pair) => pair.a)) + countUnused(fileB, pairs.map((pair) => pair.b));
  return { a: fileA.plan, b: fileB.plan, pairs, unpaired };
}

/** The metrics to compare; each must be known to both. */
function metricNames(a: PointFile, b: PointFile, asked: readonly string[]): readonly string[] {
  const theirs = b.metrics.map(({ name }) => name);
  const common = a.metrics.map(({ name }) => name).filter((name) => theirs.includes(name));
  for (const name of asked) if (!common.includes(name)) throw unknownName("metric", name, common);
  return asked.length > 0 ? asked : USUAL_METRICS;
}

/** The points of a file and what they spend. */
function measuredSweep(file: PointFile): MeasuredSweep {
  const { plan, points } = file;
  return { plan, points, usesPerWord: new Map(points.map((point) => [point, file.usesPerWord(point)])) };
}

function rowsOf(file: PointFile, { parts }: Stand): WeighedRows {
  return parts.map(({ point, weight }) => ({ rows: file.rows(point), weight }));
}

function mostMessages(parts: WeighedRows): number {
  return Math.max(...parts.map(({ rows }) => rows.messages));
}

function settingsOf(plan: Plan, { parts }: Stand): ComparedPair["settings"] {
  return Object.fromEntries(AXES.map((axis) => {
    const values = parts.map(({ point }) => plan.valueAt(point, axis));
    return [axis.json, new Set(values).size === 1 ? values[0]! : null];
  })) as ComparedPair["settings"];
}

function countUnused({ points }: PointFile, stands: readonly Stand[]): number {
  const used = new Set(stands.flatMap(({ parts }) => parts.map(({ point }) => point)));
  return points.filter((point) => !used.has(point)).length;
}
