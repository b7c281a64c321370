/** A message as it was sent and as it was received: what a link returns is one. */
export interface ComparedMessage {
  /** The reference. */
  readonly text: string;
  /** The hypothesis. */
  readonly reconstruction: string;
  /** In the codec's own units of text. */
  readonly sentTokens: ArrayLike<number>;
  readonly receivedTokens: ArrayLike<number>;
  /** False where the receiver knows that the hypothesis is only a best guess; null or not there of a codec that cannot tell. */
  readonly delivered?: boolean | null;
  /** -log2 of a language model's probability of the reference, in bits; null or not there where there is no such model. */
  readonly informationBits?: number | null;
  /** Complex channel uses that it took. */
  readonly channelUses?: number;
  /** The greatest probability that any code could deliver it with; null or not there where it is not known. */
  readonly bound?: number | null;
}

/** Numbers that are counted of a message and add up over messages. */
export type Counts = ArrayLike<number>;

type MaybeCounts = Counts | undefined;

/** A counter that is ready to count. */
export interface OpenCounter extends AsyncDisposable {
  /**
   * Counts messages: as many numbers each as the counter's width, all of them finite. Undefined of a message that lacks what
   * is counted, which only an optional counter allows.
   */
  count(messages: readonly ComparedMessage[]): readonly MaybeCounts[] | Promise<readonly MaybeCounts[]>;
}

/** The counting behind one or several metrics. */
export interface Counter {
  /** The key of its counts in a line of results. */
  readonly name: string;
  /** Numbers that it keeps of a message. */
  readonly width: number;
  /** True where only some codecs know what it counts: a line of results may be without its counts. */
  readonly optional?: boolean;
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
  /** The value of a corpus from its messages' summed counts; undefined where an optional counter counted none of them. */
  ofCorpus(sums: Counts): number | undefined;
  /**
   * Of a metric that is a share of messages, each of which has something or not: how many have it, and of how many, from summed
   * counts. Its interval is that of a share, which bootstrapping cannot give where all messages are alike.
   */
  shareOf?(sums: Counts): { readonly count: number; readonly of: number };
  /** The value of one message from its counts; undefined of a metric that is one of corpora alone. */
  ofMessage(counts: Counts): number | undefined;
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
  return { name, width, open: () => Promise.resolve(openAtOnce(count)) };
}

/**
 * Like {@linkcode createCounter}, of what only some codecs know: `count` says undefined of a message that lacks it.
 *
 * @example
 * ```ts
 * import { createOptionalCounter } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const counter = createOptionalCounter("uses", 1, ({ channelUses }) => channelUses === undefined ? undefined : [channelUses]);
 * await using open = await counter.open();
 * const message = { text: "a", reconstruction: "a", sentTokens: [], receivedTokens: [] };
 * assert.deepEqual(await open.count([message, { ...message, channelUses: 6 }]), [undefined, [6]]);
 * ```
 */
export function createOptionalCounter(
  name: string,
  width: number,
  count: (message: ComparedMessage) => Counts | undefined,
): Counter {
  return { name, width, optional: true, open: () => Promise.resolve(openAtOnce(count)) };
}

function openAtOnce(count: (message: ComparedMessage) => MaybeCounts): OpenCounter {
  return { count: (messages) => messages.map(count), [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** A metric of which nothing but a value is said: a score without a unit, where higher is better, for those who ask. */
export type MetricDefinition = Pick<Metric, "name" | "title" | "counter" | "ofCorpus"> & Partial<Metric>;

/** Completes a metric's definition: a message's value is that of a corpus of one message. */
export function defineMetric(definition: MetricDefinition): Metric {
  return { unit: "", better: "higher", usual: false, ofMessage: definition.ofCorpus, ...definition };
}
