import { addCounts, type ResultLine } from "../results/result_line.ts";
import { COLUMN, type CorpusMetric, metricsOf } from "./statistics.ts";
import { estimateOf, resample, RESAMPLES, sumOf } from "./bootstrap.ts";
import type { Estimate } from "../report/summary.ts";

/** All that was counted at one point: a row of sums a message, in which its repeats are added up. */
export class PointRows {
  readonly width: number;
  /** All metrics that the rows have. */
  readonly metrics: readonly CorpusMetric[];
  readonly #values: Float64Array;
  readonly #rowOf = new Map<number, number>();
  readonly #texts: number[] = [];

  /**
   * @param extra The names of the metrics besides those of fidelity.
   * @param messages How many different messages there will be at most.
   */
  constructor(private readonly extra: readonly string[], messages: number) {
    this.width = COLUMN.extra + extra.length;
    this.metrics = metricsOf(extra);
    this.#values = new Float64Array(messages * this.width);
  }

  /** Adds a message that arrived. Returns whether its line had all that it must have. */
  add(line: ResultLine): boolean {
    let row = this.#rowOf.get(line.index);
    if (row === undefined) {
      this.#rowOf.set(line.index, row = this.#rowOf.size);
      this.#texts.push(hashOf(line.text));
    }
    const from = row * this.width;
    return from < this.#values.length && addCounts(line, this.extra, this.#values.subarray(from, from + this.width));
  }

  /** How many different messages arrived. */
  get messages(): number {
    return this.#rowOf.size;
  }

  /** Row-major; the messages in the order in which they came first. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.messages * this.width);
  }

  /** A message's row and a hash of its text; undefined if it did not arrive. */
  row(index: number): { readonly values: Float64Array; readonly text: number } | undefined {
    const row = this.#rowOf.get(index);
    if (row === undefined) return undefined;
    return { values: this.#values.subarray(row * this.width, (row + 1) * this.width), text: this.#texts[row]! };
  }

  /** The numbers of the messages that arrived. */
  indices(): Iterable<number> {
    return this.#rowOf.keys();
  }

  /** What the metrics are of all messages, with their intervals. There must be a message. */
  estimates(metrics: readonly CorpusMetric[] = this.metrics): Estimate[] {
    const values: Float64Array[] = metrics.map(() => new Float64Array(RESAMPLES));
    resample(
      this.values,
      this.width,
      (sums, draw) => metrics.forEach((metric, i) => values[i]![draw] = metric.of(sums)),
    );
    const sums = sumOf(this.values, this.width);
    return metrics.map((metric, i) => estimateOf(metric.of(sums), values[i]!));
  }
}

/** FNV-1a over UTF-16 code units: enough to tell that two corpora have different texts of one number. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
