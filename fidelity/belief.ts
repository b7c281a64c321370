import { createOptionalCounter, defineMetric, type Metric } from "./metric.ts";

/** Places among the counts. */
const DELIVERED = 0;
const UNDETECTED = 1;
const MESSAGES = 2;
const WIDTH = 3;

const counter = createOptionalCounter("belief", WIDTH, ({ delivered, text, reconstruction }) => {
  if (typeof delivered !== "boolean") return undefined;
  return [Number(delivered), Number(delivered && text !== reconstruction), 1];
});

/** A share of the messages of which the receiver says whether it has them; undefined where it says so of none. */
function share(place: number): Pick<Metric, "ofCorpus" | "shareOf"> {
  return {
    ofCorpus: (sums) => sums[MESSAGES] === 0 ? undefined : sums[place]! / sums[MESSAGES]!,
    shareOf: (sums) => ({ count: sums[place]!, of: sums[MESSAGES]! }),
  };
}

/** What the receiver believes of one message is in its record as it is, true or false. */
const ofMessage = () => undefined;

/** The fraction of messages that the receiver believes it has, be it right or wrong. */
export const delivered: Metric = defineMetric({
  name: "delivered",
  title: "Delivered",
  usual: true,
  counter,
  ...share(DELIVERED),
  ofMessage,
});

/** The undetected error rate: the fraction of all messages that the receiver believes it has and that are not exact. */
export const undetected: Metric = defineMetric({
  name: "undetected",
  title: "Undetected errors",
  better: "lower",
  usual: true,
  counter,
  ...share(UNDETECTED),
  ofMessage,
});
