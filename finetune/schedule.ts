/** The share of all steps, and the most of them, in which the learning rate rises. */
const WARM_UP = { share: 0.1, max: 100 };

/**
 * The learning rate of a step: it rises in a line from nearly nothing, then falls in a line, to reach nothing after the last.
 * @param step Counted from 0.
 */
export function learningRate(max: number, step: number, steps: number): number {
  const warmUp = Math.max(1, Math.min(WARM_UP.max, Math.floor(steps * WARM_UP.share)));
  return max * Math.min((step + 1) / warmUp, (steps - step) / Math.max(1, steps - warmUp + 1));
}
