import type { Estimator, KnownPilots, Weights } from "./estimator.ts";

/**
 * Least squares, without any prior: the mean of what the pilots show where a message has one gain, whose error is
 * N0 / (pilots * their power). Elsewhere the straight line between the two pilots around a use, and the nearest pilot
 * before the first and after the last one.
 *
 * The error is that of the noise and of the interpolation together, taken over the channel's statistics. The estimate
 * itself uses no statistics, so where the interpolation fails the error may be above 1.
 */
export const leastSquares: Estimator = (pilots) => {
  const { positions, statistics, noise } = pilots;
  const count = positions.length;
  if (statistics.constant) {
    const weights = new Float64Array(2 * count).map((_, i) => i % 2 === 0 ? 1 / count : 0);
    return () => ({ weights, error: noise / count });
  }
  return (use) => {
    const after = positions.findIndex((position) => position > use);
    if (after <= 0) return interpolate(pilots, use, after === 0 ? 0 : count - 1);
    const [left, right] = [positions[after - 1]!, positions[after]!];
    return interpolate(pilots, use, after - 1, (use - left) / (right - left));
  };
};

/** Takes `share` of the pilot after `first`, and the rest of `first`. */
function interpolate({ positions, statistics, noise }: KnownPilots, use: number, first: number, share = 0): Weights {
  const weights = new Float64Array(2 * positions.length);
  const taken = [[first, 1 - share], ...share > 0 ? [[first + 1, share]] : []] as [number, number][];
  // E|h - sum w p|^2, where all weights are real.
  let error = statistics.correlation(use, use)[0];
  for (const [k, weight] of taken) {
    weights[2 * k] = weight;
    error += weight * weight * noise - 2 * weight * statistics.correlation(use, positions[k]!)[0];
    for (const [l, other] of taken) error += weight * other * statistics.correlation(positions[k]!, positions[l]!)[0];
  }
  return { weights, error: Math.max(0, error) };
}
