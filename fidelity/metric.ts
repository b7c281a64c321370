/** A message as it was sent and as it was received: what a link returns is one. */
export interface ComparedMessage {
  /** The reference. */
  readonly text: string;
  /** The hypothesis. */
  readonly reconstruction: string;
  /** In the codec's own units of text. */
  readonly sentTokens: ArrayLike<number>;
  readonly receivedTokens: ArrayLike<number>;
}

/** Numbers that are counted of a message and add up over messages. */
export type Counts = ArrayLike<number>;

/** A counter that is ready to count. */
export interface OpenCounter extends AsyncDisposable {
  /** Counts messages: as many numbers each as the counter's width, all of them finite. */
  count(messages: readonly ComparedMessage[]): readonly Counts[] | Promise<readonly Counts[]>;
}

/** The counting behind one or several metrics. */
export interface Counter {
  /** The key of its counts in a line of results. */
  readonly name: string;
  /** Numbers that it keeps of a message. */
  readonly width: number;
  /** Makes it ready: reads the model that it needs, if any. */
  open(): Promise<OpenCounter>;
}

/** A figure of fidelity, of one message or of a corpus. */
export interface Metric {
  /** As results and flags spell it: "bleu4". */
  readonly name: string;
  /** For people: "BLEU-4". */
  readonly title: string;
  /** Empty where it is a share or a score without a unit. */
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** True where it is always measured; any other metric is measured where it is asked for. */
  readonly usual: boolean;
  readonly counter: Counter;
  /** The value of a corpus from its messages' summed counts. */
  ofCorpus(sums: Counts): number;
  /** The value of one message from its counts. */
  ofMessage(counts: Counts): number;
}

/**
 * Makes a counter that compares a message's two texts at once and holds nothing.
 *
 * @example
 * ```ts
 * import { createCounter } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const counter = createCounter("length", 1, ({ reconstruction }) => [reconstruction.length]);
 * await using open = await counter.open();
 * const message = { text: "a", reconstruction: "abc", sentTokens: [], receivedTokens: [] };
 * assert.deepEqual(await open.count([message]), [[3]]);
 * ```
 */
export function createCounter(name: string, width: number, count: (message: ComparedMessage) => Counts): Counter {
  const open: OpenCounter = {
    count: (messages) => messages.map(count),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { name, width, open: () => Promise.resolve(open) };
}

/** A metric of which nothing but a value is said: a score without a unit, where higher is better, for those who ask. */
export type MetricDefinition = Pick<Metric, "name" | "title" | "counter" | "ofCorpus"> & Partial<Metric>;

/** Completes a metric's definition: a message's value is that of a corpus of one message. */
export function defineMetric(definition: MetricDefinition): Metric {
  return { unit: "", better: "higher", usual: false, ofMessage: definition.ofCorpus, ...definition };
}
