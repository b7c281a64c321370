import type { ComparedMessage, Counter, Counts, Metric, OpenCounter } from "./metric.ts";
import { type BleuSettings, USUAL_BLEU } from "./bleu.ts";
import { metricsWith } from "./registry.ts";

/** Figures by the names of their metrics, as they are written to JSON. */
export type Figures = Readonly<Record<string, number>>;

/** All that was counted of one message, by the names of the counters; an optional one that had nothing to count is not there. */
export type MessageCounts = Readonly<Record<string, Counts>>;

/**
 * Says how well the meaning of messages arrived.
 *
 * A message of which neither text has a word (both empty, or white space) lost nothing: its scores are 1 and its error
 * rates come out as 0. In a corpus it adds to no n-gram or word count; a corpus of nothing else scores 1 as well.
 *
 * @example
 * ```ts
 * import { Fidelity } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * await using fidelity = await Fidelity.open();
 * const tokens = { sentTokens: [], receivedTokens: [] };
 * const [counts] = await fidelity.count([{ text: "Meet at noon.", reconstruction: "Meet at dawn.", ...tokens }]);
 * const { exact, bleu1 } = fidelity.figuresOf(counts!);
 * assert.deepEqual([exact, bleu1], [0, 3 / 4]);
 * ```
 */
export class Fidelity implements AsyncDisposable {
  private constructor(
    readonly metrics: readonly Metric[],
    private readonly counters: ReadonlyMap<string, OpenCounter>,
    private readonly stack: AsyncDisposableStack,
  ) {}

  /**
   * Opens the usual metrics and those that are asked for besides.
   * @throws {UsageError} if there is no metric of such a name.
   */
  static async open(further: readonly string[] = [], bleu: BleuSettings = USUAL_BLEU): Promise<Fidelity> {
    const metrics = metricsWith(further, bleu);
    await using stack = new AsyncDisposableStack();
    const counters = new Map<string, OpenCounter>();
    for (const counter of countersOf(metrics)) counters.set(counter.name, stack.use(await counter.open()));
    return new Fidelity(metrics, counters, stack.move());
  }

  /** Counts messages. Those of one call may share batches of a model, on which the last bits of a score may depend. */
  async count(messages: readonly ComparedMessage[]): Promise<MessageCounts[]> {
    const counts: Record<string, Counts>[] = messages.map(() => ({}));
    for (const [name, counter] of this.counters) {
      (await counter.count(messages)).forEach((each, i) => {
        if (each !== undefined) counts[i]![name] = each;
      });
    }
    return counts;
  }

  /** The figures of one message. */
  figuresOf(counts: MessageCounts): Figures {
    return collectFigures(this.metrics, (metric) => {
      const own = counts[metric.counter.name];
      return own && metric.ofMessage(own);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }
}

/**
 * Adds up a corpus's counts, so that the memory does not grow with the number of messages.
 *
 * @example
 * ```ts
 * import { Fidelity, FidelityTotals } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * await using fidelity = await Fidelity.open();
 * const totals = new FidelityTotals(fidelity.metrics);
 * const tokens = { sentTokens: [], receivedTokens: [] };
 * for (const reconstruction of ["We agree.", "We are."]) {
 *   const [counts] = await fidelity.count([{ text: "We agree.", reconstruction, ...tokens }]);
 *   totals.add(counts!);
 * }
 * assert.equal(totals.figures().exact, 0.5);
 * ```
 */
export class FidelityTotals {
  /** Number of messages added. */
  messages = 0;
  readonly #sums: ReadonlyMap<string, Float64Array>;

  constructor(private readonly metrics: readonly Metric[]) {
    this.#sums = new Map(countersOf(metrics).map(({ name, width }) => [name, new Float64Array(width)]));
  }

  add(counts: MessageCounts): void {
    this.messages++;
    for (const [name, sum] of this.#sums) {
      const own = counts[name];
      if (own === undefined) continue;
      for (let i = 0; i < sum.length; i++) sum[i]! += own[i]!;
    }
  }

  /** The figures of all messages so far. There must be one at least: no messages have no fidelity. */
  figures(): Figures {
    if (this.messages === 0) throw new RangeError("Cannot compute the fidelity of a corpus: it has no messages");
    return collectFigures(this.metrics, (metric) => metric.ofCorpus(this.#sums.get(metric.counter.name)!));
  }
}

/** The counters behind metrics, each once. */
export function countersOf(metrics: readonly Metric[]): Counter[] {
  return [...new Map(metrics.map(({ counter }) => [counter.name, counter])).values()];
}

/** A figure that is not known is left out. */
function collectFigures(metrics: readonly Metric[], value: (metric: Metric) => number | undefined): Figures {
  return Object.fromEntries(metrics.flatMap((metric) => {
    const figure = value(metric);
    return figure === undefined ? [] : [[metric.name, figure]];
  }));
}
