import { unknownName } from "../../suggest.ts";

/** A metric besides those of fidelity, of which a corpus has the mean over its messages. */
export interface ExtraMetric extends AsyncDisposable {
  /** The metric of each pair of a sent and a received text: a finite number each, more is better. */
  score(pairs: readonly { readonly reference: string; readonly hypothesis: string }[]): Promise<readonly number[]>;
}

/** What opens each extra metric that there is. Nothing of it is loaded before it is asked for. */
const METRICS: Readonly<Record<string, () => Promise<ExtraMetric>>> = {
  similarity: async () => (await import("../../fidelity/similarity.ts")).Similarity.open(),
};

/** The names of the extra metrics. */
export const EXTRA_METRICS: readonly string[] = Object.keys(METRICS);

/**
 * Opens an extra metric.
 * @throws {UsageError} if there is none of that name.
 */
export function openMetric(name: string): Promise<ExtraMetric> {
  if (!Object.hasOwn(METRICS, name)) throw unknownName("metric", name, EXTRA_METRICS);
  return METRICS[name]!();
}
