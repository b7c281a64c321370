import { UsageError } from "../errors.ts";
import { unknownName } from "../text/suggest.ts";
import { delivered, undetected } from "./belief.ts";
import { type BleuSettings, defineBleu, USUAL_BLEU } from "./bleu.ts";
import { bound } from "./bound.ts";
import { chrf, chrfpp } from "./chrf.ts";
import { entityPrecision, entityRecall } from "./entities.ts";
import { characterErrorRate, tokenErrorRate, wordErrorRate } from "./error_rate.ts";
import { exact } from "./exact.ts";
import { defineMetric, type Metric, type MetricDefinition } from "./metric.ts";
import { rouge } from "./rouge_l.ts";
import { similarity } from "./similarity.ts";
import { throughput } from "./throughput.ts";

const known = new Map(
  [
    ...[exact, ...defineBleu(USUAL_BLEU), chrf, rouge, wordErrorRate, tokenErrorRate],
    ...[entityRecall, entityPrecision],
    ...[delivered, undetected, throughput, bound],
    ...[characterErrorRate, chrfpp, similarity],
  ].map((metric) => [metric.name, metric]),
);

/** The definitions of those that were registered: the same one again is no second metric. */
const registered = new Map<string, MetricDefinition>();

/**
 * Makes a metric known by its name, to messages, points and gates alike.
 *
 * @example
 * ```ts
 * import { createCounter, registerMetric } from "@semcom/semcom";
 *
 * registerMetric({
 *   name: "length_ratio",
 *   title: "Length received over length sent",
 *   counter: createCounter("length_ratio", 2, (message) => [message.reconstruction.length, message.text.length]),
 *   ofCorpus: (sums) => sums[0]! / Math.max(1, sums[1]!),
 * });
 * ```
 * @throws {UsageError} if another metric has that name, or if no gate could name it.
 */
export function registerMetric(definition: MetricDefinition): void {
  const { name } = definition;
  if (registered.get(name) === definition) return;
  if (known.has(name)) throw new UsageError(`Register the metric "${name}": another metric has that name`);
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new UsageError(`Register the metric ${JSON.stringify(name)}: a name is of a-z, 0-9 and underscores`);
  }
  known.set(name, defineMetric(definition));
  registered.set(name, definition);
}

/**
 * Lists every metric: the built-in ones first, then those registered, in that order.
 *
 * @example
 * ```ts
 * import { metrics } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * assert.ok(metrics().some(({ name, better }) => name === "word_error_rate" && better === "lower"));
 * ```
 */
export function metrics(): Metric[] {
  return [...known.values()];
}

/** The names of the metrics that are measured only where they are asked for. */
export function furtherMetricNames(): string[] {
  return metrics().filter(({ usual }) => !usual).map(({ name }) => name);
}

/**
 * Finds the metrics of an evaluation: the usual ones, then those that were asked for.
 * @param further Names, with a plus sign before them or without.
 * @param bleu How BLEU is computed.
 * @throws {UsageError} for an unknown name, suggesting the nearest.
 */
export function metricsWith(further: readonly string[], bleu: BleuSettings = USUAL_BLEU): Metric[] {
  const asked = new Set(further.map((name) => name.replace(/^\+/, "")));
  const optional = furtherMetricNames();
  for (const name of asked) {
    if (known.get(name)?.usual) throw new UsageError(`The metric ${name} is always measured: leave it out`);
    if (!optional.includes(name)) throw unknownName("further metric", name, optional);
  }
  const asSet = new Map(defineBleu(bleu).map((metric) => [metric.name, metric]));
  return metrics().filter(({ name, usual }) => usual || asked.has(name)).map((metric) =>
    asSet.get(metric.name) ?? metric
  );
}

/** A metric's name for people, with its unit if it has one: "BLEU-4"; one that is not known here keeps the name that it has in results. */
export function metricTitle(name: string): string {
  const metric = known.get(name);
  if (metric === undefined) return name;
  return metric.unit === "" ? metric.title : `${metric.title} (${metric.unit})`;
}
