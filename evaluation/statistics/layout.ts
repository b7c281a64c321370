import { countersOf } from "../../fidelity/fidelity.ts";
import type { Counter, Metric } from "../../fidelity/metric.ts";
import type { ClusterCount } from "./share.ts";

/**
 * Costs of a message that a row begins with, before the counts of fidelity: among them its information in bits, and 1 if that
 * is known.
 */
export const COST = { messages: 0, words: 1, uses: 2, passes: 3, information: 4, informed: 5, characters: 6 } as const;

const COSTS = Object.keys(COST).length;

/**
 * The layout of a row of numbers that holds all that was counted of a message, so that rows of messages add up to the row
 * of their corpus.
 */
export class Layout {
  /** Numbers in a row. */
  readonly width: number;
  /** The counters, each with its place in a row. */
  readonly counters: readonly (Pick<Counter, "name" | "width" | "optional"> & { readonly at: number })[];
  readonly #places: ReadonlyMap<string, { readonly at: number; readonly width: number }>;

  constructor(readonly metrics: readonly Metric[]) {
    let at = COSTS;
    this.counters = countersOf(metrics).map(({ name, width, optional = false }) => ({
      name,
      width,
      optional,
      at: (at += width) - width,
    }));
    this.#places = new Map(this.counters.map((counter) => [counter.name, counter]));
    this.width = at;
  }

  /** A metric's value of a corpus, from the sum of its messages' rows; undefined where no message has it. */
  valueOf(metric: Metric, sums: Float64Array): number | undefined {
    const { at, width } = this.#places.get(metric.counter.name)!;
    return metric.ofCorpus(sums.subarray(at, at + width));
  }

  /** Of a metric that is a share: how many of a row's messages have it, and of how many. */
  shareOf(metric: Metric, row: Float64Array): ClusterCount {
    const { at, width } = this.#places.get(metric.counter.name)!;
    return metric.shareOf!(row.subarray(at, at + width));
  }

  /** The metric of that name, which there must be. */
  metricNamed(name: string): Metric {
    return this.metrics.find((metric) => metric.name === name)!;
  }
}
