import { defineMetric, type Metric, type OpenCounter } from "./metric.ts";

/** Likeness of two texts in meaning: see {@linkcode SentenceEncoder}; of a corpus, the mean over its messages. */
export const similarity: Metric = defineMetric({
  name: "similarity",
  title: "Similarity",
  counter: { name: "similarity", width: 2, open: openSimilarity },
  ofCorpus: (sums) => sums[0]! / sums[1]!,
});

async function openSimilarity(): Promise<OpenCounter> {
  const { SentenceEncoder } = await import("./sentence_encoder.ts"); // its model is loaded where it is asked for
  const encoder = await SentenceEncoder.open();
  return {
    count: async (messages) => (await encoder.compare(messages)).map((score) => [score, 1]),
    [Symbol.asyncDispose]: () => encoder[Symbol.asyncDispose](),
  };
}
