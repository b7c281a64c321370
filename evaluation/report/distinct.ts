import type { Summary } from "../statistics/summary.ts";

/** Lists the names of all metrics that any point has, in the order in which they first come. */
export function metricNames({ points }: Summary): string[] {
  return distinct(points.flatMap(({ metrics }) => Object.keys(metrics)));
}

/** True where any point has an information per word, of which the others then say that they have none. */
export function isInformed({ points }: Summary): boolean {
  return points.some(({ informationPerWord }) => informationPerWord !== null);
}

/** Lists values without repetitions, in the order in which they first come. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}
