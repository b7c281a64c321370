import type { Estimator, KnownPilots, Weights } from "./estimator.ts";

/**
 * Least squares: of the channel it knows nothing but whether a message has one gain. There it is the mean of what the pilots
 * show, whose error is N0 / (pilots * their power). Elsewhere it is the straight line between the two pilots around a use, and
 * the nearest pilot before the first and after the last one.
 *
 * The error of straight lines is that of the noise, which is known, and that of the interpolation, which the pilots themselves show: by
 * how much those in the middle are off the lines between their neighbours, and each off the next, less what noise does. A line half as
 * long is off by a sixteenth as much where gains change smoothly, by as much where they are new with every pilot, and by
 * something between. One or two pilots show nothing of that, and the error is that of the noise alone or of their difference.
 */
export const leastSquares: Estimator = (pilots, shown) => {
  const { positions, statistics, noise } = pilots;
  const count = positions.length;
  if (statistics.constant) {
    const weights = new Float64Array(2 * count).map((_, i) => i % 2 === 0 ? 1 / count : 0);
    return () => ({ weights, error: noise / count });
  }
  const bends = measureBends(pilots, shown);
  return (use) => {
    const after = positions.findIndex((position) => position > use);
    const between = after > 0;
    const first = between ? after - 1 : after === 0 ? 0 : count - 1;
    const gap = between ? positions[after]! - positions[first]! : bends.gap;
    const share = between ? (use - positions[first]!) / gap : 0;
    const { weights, error } = interpolate(count, first, share, noise);
    const off = between
      ? bends.line * ((1 - bends.novelty) * (4 * share * (1 - share)) ** 2 / 16 + bends.novelty)
      : bends.step * Math.max(bends.novelty, Math.min(1, ((use - positions[first]!) / gap) ** 2));
    return { weights, error: error + off };
  };
};

/** Takes `share` of the pilot after `first`, and the rest of `first`; the error is that of their noise. */
function interpolate(count: number, first: number, share: number, noise: number): Weights {
  const weights = new Float64Array(2 * count);
  weights[2 * first] = 1 - share;
  if (share > 0) weights[2 * first + 2] = share;
  return { weights, error: noise * ((1 - share) ** 2 + share ** 2) };
}

/** What the pilots show of how gains change. */
interface Bends {
  /** The mean square by which pilots are off the lines between their neighbours. */
  readonly line: number;
  /** From 0, where gains change smoothly, to 1, where they are new with every pilot. */
  readonly novelty: number;
  /** The mean square of the difference of neighbouring pilots. */
  readonly step: number;
  /** The mean distance of neighbours. */
  readonly gap: number;
}

function measureBends({ positions, noise }: KnownPilots, shown: Float64Array): Bends {
  const count = positions.length;
  if (count < 2) return { line: 0, novelty: 0, step: 0, gap: 1 };
  const off = (k: number, left: number, right: number, share: number) =>
    [0, 1].reduce((sum, part) => {
      const line = (1 - share) * shown[2 * left + part]! + share * shown[2 * right + part]!;
      return sum + (shown[2 * k + part]! - line) ** 2;
    }, 0);
  let [step, bend, power] = [0, 0, 0];
  for (let k = 0; k < count; k++) power += (shown[2 * k]! ** 2 + shown[2 * k + 1]! ** 2 - noise) / count;
  for (let k = 1; k < count; k++) step += (off(k, k - 1, k - 1, 0) - 2 * noise) / (count - 1);
  for (let k = 1; k < count - 1; k++) {
    const share = (positions[k]! - positions[k - 1]!) / (positions[k + 1]! - positions[k - 1]!);
    bend += (off(k, k - 1, k + 1, share) - noise * (1 + share ** 2 + (1 - share) ** 2)) / (count - 2);
  }
  if (count === 2) bend = step;
  const gap = (positions[count - 1]! - positions[0]!) / (count - 1);
  // Gains that are new with every pilot are off a line by 1.5 times their power.
  const novelty = power > 0 ? Math.min(1, Math.max(0, bend) / (1.5 * power)) : 1;
  return { line: Math.max(0, bend), novelty, step: Math.max(0, step), gap };
}
