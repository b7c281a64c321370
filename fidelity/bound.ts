import { createOptionalCounter, defineMetric, type Metric } from "./metric.ts";

/** The sum of the probabilities, and the messages. */
const counter = createOptionalCounter("bound", 2, ({ bound }) => typeof bound === "number" ? [bound, 1] : undefined);

/**
 * The greatest fraction of messages that any code of as many uses could deliver exactly, by the normal approximation: what
 * `exact` would be of a perfect one. It is no figure of fidelity but its limit, of messages whose information a language
 * model says, so that codecs of different models have different ones for one text.
 */
export const bound: Metric = defineMetric({
  name: "bound",
  title: "Bound of exact",
  usual: true,
  counter,
  ofCorpus: (sums) => sums[1] === 0 ? undefined : sums[0]! / sums[1]!,
});
