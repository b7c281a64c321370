/** The 0.975 quantile of the normal distribution. */
const QUANTILE = 1.959963984540054;

/**
 * Computes Wilson's 95 % interval of a probability of which `count` in `trials` independent trials was seen: within 0 and 1, and
 * of use where nothing or all was seen, too.
 */
export function wilsonInterval(count: number, trials: number): readonly [low: number, high: number] {
  const share = count / trials;
  const weight = QUANTILE ** 2 / trials;
  const centre = (share + weight / 2) / (1 + weight);
  const reach = Math.sqrt(weight * (share * (1 - share) + weight / 4)) / (1 + weight);
  // The ends are exactly 0 and 1 there; the difference of two roundings is not.
  return [count === 0 ? 0 : centre - reach, count === trials ? 1 : centre + reach];
}
