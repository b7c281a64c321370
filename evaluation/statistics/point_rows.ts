import type { Metric } from "../../fidelity/metric.ts";
import type { ResultLine } from "../results/result_line.ts";
import { estimateOf, type Interval, resample, sumOf } from "./bootstrap.ts";
import { countCharacters } from "../../text/words.ts";
import { COST, Layout } from "./layout.ts";
import { estimateShare } from "./share.ts";

/** Rows that there is room for at first. */
const FIRST_ROWS = 1024;

/** All that was counted at one point: a row of sums a message, in which its repeats are added up. */
export class PointRows {
  readonly layout: Layout;
  #values: Float64Array;
  readonly #rowOf = new Map<number, number>();
  readonly #texts: number[] = [];

  /** @param most Largest number of different messages. Room for them is made as they come: a file may say anything. */
  constructor(metrics: readonly Metric[], private readonly most: number) {
    this.layout = new Layout(metrics);
    this.#values = new Float64Array(Math.min(most, FIRST_ROWS) * this.layout.width);
  }

  /** Adds a message that arrived. Returns whether its line had all that it must have. */
  add(line: ResultLine): boolean {
    const { width } = this.layout;
    let row = this.#rowOf.get(line.index);
    if (row === undefined) {
      this.#rowOf.set(line.index, row = this.#rowOf.size);
      this.#texts.push(hashText(line.text));
    }
    if (row >= this.most) return false;
    const from = row * width;
    if (from >= this.#values.length) this.#grow();
    return this.#addTo(this.#values.subarray(from, from + width), line);
  }

  #grow(): void {
    const grown = new Float64Array(Math.min(2 * this.#values.length, this.most * this.layout.width));
    grown.set(this.#values);
    this.#values = grown;
  }

  #addTo(
    row: Float64Array,
    { text, words, channel_uses: uses, passes, information_bits: bits, counts }: ResultLine,
  ): boolean {
    if (![words, uses, passes, ...bits === undefined ? [] : [bits]].every(isAmount)) return false;
    row[COST.messages]! += 1;
    row[COST.words]! += words as number;
    row[COST.characters]! += countCharacters(text);
    row[COST.uses]! += uses as number;
    row[COST.passes]! += passes as number;
    if (bits !== undefined) {
      row[COST.information]! += bits as number;
      row[COST.informed]! += 1;
    }
    if (counts === undefined) return false;
    for (const { name, width, at, optional } of this.layout.counters) {
      const own = counts[name];
      if (optional && own === undefined) continue;
      if (!Array.isArray(own) || own.length !== width || !own.every(isCountable)) return false;
      for (let i = 0; i < width; i++) row[at + i]! += own[i];
    }
    return true;
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

  /**
   * Estimates metrics over all messages, with their intervals; undefined for one that no message has. There must be a message.
   * Shares have the interval of shares, others that of the bootstrap over messages.
   */
  estimates(metrics: readonly Metric[] = this.metrics): (Interval | undefined)[] {
    const others = this.#bootstrap(metrics.filter(({ shareOf }) => shareOf === undefined));
    return metrics.map((metric) => metric.shareOf === undefined ? others.shift() : this.#estimateShare(metric));
  }

  #estimateShare(metric: Metric): Interval | undefined {
    const { layout } = this;
    const { width } = layout;
    return estimateShare(
      Array.from(
        this.#rowOf.values(),
        (row) => layout.shareOf(metric, this.#values.subarray(row * width, (row + 1) * width)),
      ),
    );
  }

  #bootstrap(metrics: readonly Metric[]): (Interval | undefined)[] {
    const { layout } = this;
    if (metrics.length === 0) return [];
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

/** No message counts more of anything, and so many of them still add up to a finite number. */
const MAX_COUNT = 1e15;

function isCountable(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= MAX_COUNT;
}

/** True of a number that may be an amount of something. */
export function isAmount(value: unknown): value is number {
  return isCountable(value) && (value as number) >= 0;
}

/** FNV-1a over UTF-16 code units: enough to tell that two corpora have different texts of one number. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
