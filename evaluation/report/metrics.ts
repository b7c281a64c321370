import type { Summary } from "./summary.ts";

const TITLES: Readonly<Record<string, string>> = {
  exact: "Exact",
  bleu1: "BLEU-1",
  bleu2: "BLEU-2",
  bleu3: "BLEU-3",
  bleu4: "BLEU-4",
  chrf2: "chrF2",
  rouge_l: "ROUGE-L",
  word_error_rate: "Word error rate",
  token_error_rate: "Token error rate",
  similarity: "Similarity",
};

/** A metric's name for people: "BLEU-4"; one that has none keeps the name it has in the results. */
export function metricTitle(name: string): string {
  return Object.hasOwn(TITLES, name) ? TITLES[name]! : name;
}

/** The names of all metrics that any point has, in the order in which they first come. */
export function metricNames({ points }: Summary): string[] {
  return distinct(points.flatMap(({ metrics }) => Object.keys(metrics)));
}

/** The values of a list without repetitions, in the order in which they first come. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}
