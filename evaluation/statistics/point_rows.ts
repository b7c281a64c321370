import type { Metric } from "../../fidelity/metric.ts";
import type { ResultLine } from "../results/result_line.ts";
import { estimateOf, type Interval, resample, sumOf } from "./bootstrap.ts";
import { COST, Layout } from "./layout.ts";

/** All that was counted at one point: a row of sums a message, in which its repeats are added up. */
export class PointRows {
  readonly layout: Layout;
  readonly #values: Float64Array;
  readonly #rowOf = new Map<number, number>();
  readonly #texts: number[] = [];

  /** @param messages Largest number of different messages. */
  constructor(metrics: readonly Metric[], messages: number) {
    this.layout = new Layout(metrics);
    this.#values = new Float64Array(messages * this.layout.width);
  }

  /** Adds a message that arrived. Returns whether its line had all that it must have. */
  add(line: ResultLine): boolean {
    const { width } = this.layout;
    let row = this.#rowOf.get(line.index);
    if (row === undefined) {
      this.#rowOf.set(line.index, row = this.#rowOf.size);
      this.#texts.push(hashText(line.text));
    }
    const from = row * width;
    return from < this.#values.length && this.#addTo(this.#values.subarray(from, from + width), line);
  }

  #addTo(
    row: Float64Array,
    { words, channel_uses: uses, passes, information_bits: bits, counts }: ResultLine,
  ): boolean {
    if (![words, uses, passes].every(Number.isFinite)) return false;
    row[COST.messages]! += 1;
    row[COST.words]! += Number(words);
    row[COST.uses]! += Number(uses);
    row[COST.passes]! += Number(passes);
    if (bits !== undefined) {
      row[COST.information]! += typeof bits === "number" ? bits : NaN;
      row[COST.informed]! += 1;
    }
    if (counts === undefined) return false;
    for (const { name, width, at, optional } of this.layout.counters) {
      const own = counts[name];
      if (optional && own === undefined) continue;
      if (!Array.isArray(own) || own.length !== width || !own.every(Number.isFinite)) return false;
      for (let i = 0; i < width; i++) row[at + i]! += own[i];
    }
    return row.every(Number.isFinite);
  }

  get metrics(): readonly Metric[] {
    return this.layout.metrics;
  }

  /** Number of different messages that arrived. */
  get messages(): number {
    return this.#rowOf.size;
  }

  /** Row-major; the messages in the order in which they came first. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.messages * this.layout.width);
  }

  /** A message's row and a hash of its text; undefined if it did not arrive. */
  row(index: number): { readonly values: Float64Array; readonly text: number } | undefined {
    const row = this.#rowOf.get(index);
    if (row === undefined) return undefined;
    const { width } = this.layout;
    return { values: this.#values.subarray(row * width, (row + 1) * width), text: this.#texts[row]! };
  }

  /** The numbers of the messages that arrived. */
  indices(): Iterable<number> {
    return this.#rowOf.keys();
  }

  /** Estimates metrics over all messages, with their intervals; undefined for one that no message has. There must be a message. */
  estimates(metrics: readonly Metric[] = this.metrics): (Interval | undefined)[] {
    const { layout } = this;
    const values: number[][] = metrics.map(() => []);
    resample(this.values, layout.width, (sums) => {
      metrics.forEach((metric, i) => {
        const value = layout.valueOf(metric, sums);
        if (value !== undefined) values[i]!.push(value); // by chance a draw may have no message with the figure
      });
    });
    const sums = sumOf(this.values, layout.width);
    return metrics.map((metric, i) => {
      const mean = layout.valueOf(metric, sums);
      return mean === undefined ? undefined : estimateOf(mean, values[i]!);
    });
  }
}

/** FNV-1a over UTF-16 code units: enough to tell that two corpora have different texts of one number. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
