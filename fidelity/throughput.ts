import { createOptionalCounter, defineMetric, type Metric } from "./metric.ts";

/** Information of messages that arrived exactly, in bits; then the complex channel uses of all messages. */
const counter = createOptionalCounter("throughput", 2, ({ informationBits, channelUses, text, reconstruction }) => {
  if (typeof informationBits !== "number" || channelUses === undefined) return undefined;
  return [text === reconstruction ? informationBits : 0, channelUses];
});

/**
 * Delivered information in bits per channel use: that of the messages that arrived exactly, over the uses of all. A message's
 * information is what the codec's own language model says, so that codecs of different models differ in this for one text.
 */
export const throughput: Metric = defineMetric({
  name: "throughput",
  title: "Throughput",
  unit: "bits per use",
  usual: true,
  counter,
  ofCorpus: (sums) => sums[1] === 0 ? undefined : sums[0]! / sums[1]!,
  ofMessage: () => undefined, // one message either arrives or does not: a rate is of many
});
