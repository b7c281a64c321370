import type { Estimator } from "./estimator.ts";
import { hermitianSolver } from "./hermitian.ts";

/**
 * Linear minimum mean square error: of all linear estimates the one of least E|h - estimate|^2. Its prior are the
 * channel's statistics, mean 0 and the correlation of its gains: of one gain a message, a variance of 1. For gains that
 * are complex normal it is the mean of h given the pilots, and the error is independent of the estimate.
 *
 * With C the correlation of the pilots' gains and c that of a use's gain with theirs, the weights are c (C + N)^-1, N
 * the variance of the noise of what they show, and the error is v - c (C + N)^-1 c^H with v the gain's variance, 1 unless a cyclic prefix is too short. (S. M. Kay, Fundamentals of
 * Statistical Signal Processing: Estimation Theory, 1993, section 12.3.)
 */
export const lmmse: Estimator = ({ positions, statistics, noise }) => {
  const solve = hermitianSolver(positions.length, (k, l) => {
    const [real, imaginary] = statistics.correlation(positions[k]!, positions[l]!);
    return [k === l ? real + noise : real, imaginary];
  });
  return (use) => {
    const correlated = new Float64Array(2 * positions.length);
    positions.forEach((position, k) => correlated.set(statistics.correlation(position, use), 2 * k));
    const weights = solve(correlated);
    let error = statistics.correlation(use, use)[0];
    for (let i = 0; i < weights.length; i++) error -= weights[i]! * correlated[i]!;
    for (let i = 1; i < weights.length; i += 2) weights[i]! *= -1; // (C + N)^-1 c^H is the weights' conjugate
    return { weights, error: Math.max(0, error) };
  };
};
