import { createCounter, defineMetric, type Metric } from "./metric.ts";

/** 1 if the two texts are the same string, else 0; of a corpus, the fraction of messages that are. */
export const exact: Metric = defineMetric({
  name: "exact",
  title: "Exact",
  usual: true,
  counter: createCounter("exact", 2, ({ text, reconstruction }) => [Number(text === reconstruction), 1]),
  ofCorpus: (sums) => sums[0]! / sums[1]!,
  shareOf: (sums) => ({ count: sums[0]!, of: sums[1]! }),
});
