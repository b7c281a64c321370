import { proportionInterval } from "../../ber/proportion.ts";
import type { Interval } from "./bootstrap.ts";

/** Of one message: how many of its repeats had something, and how many there were. */
export interface ClusterCount {
  readonly count: number;
  readonly of: number;
}

/**
 * Estimates a share with its 95 % interval from messages whose repeats may be alike (clusters): that of as many independent
 * trials as say as much.
 *
 * The design effect, by which the variance of clusters exceeds that of independent trials (L. Kish, Survey sampling, 1965), is
 * estimated from the squares of what each message is off. Few failures say little of it; so a message of which all
 * repeats failed is added to what was seen. Where nothing failed the trials then are the messages, whatever
 * their repeats; without repeats the effect is exactly 1. An interval so never shrinks because of what was not seen.
 * @returns Undefined if there is no trial.
 */
export function estimateShare(clusters: readonly ClusterCount[]): Interval | undefined {
  const [count, trials] = clusters.reduce(([count, trials], one) => [count + one.count, trials + one.of], [0, 0]);
  if (trials === 0) return undefined;
  const mean = count / trials;
  const size = trials / clusters.filter(({ of }) => of > 0).length;
  const squares = clusters.reduce((sum, { count, of }) => sum + (count - mean * of) ** 2, size ** 2);
  const effect = Math.max(1, squares / (trials * mean * (1 - mean) + size));
  const effective = trials / effect;
  const [low, high] = proportionInterval(mean * effective, effective);
  return { mean, low: Math.min(mean, Math.max(0, low)), high: Math.max(mean, Math.min(1, high)) };
}
