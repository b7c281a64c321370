/** The 0.975 quantile of the normal distribution. */
const QUANTILE = 1.959963984540054;

/** Where few were seen, the probability that a Poisson variable of the lower end's mean is as many or more. */
const TAIL = 0.05;

/**
 * Computes a 95 % interval of a probability of which `count` in `trials` independent trials was seen: Wilson's, within 0 and 1 and of
 * use where nothing or all was seen, and with its ends moved outwards where they would cover too seldom: to a Poisson variable's
 * where few were seen, or all but few (L. D. Brown, T. T. Cai and A. DasGupta, Interval estimation for a binomial
 * proportion, Statistical Science 2001, section 4.1.1: counts of 1 to 3).
 * @param count From 0 to `trials`; neither need be whole, as of an effective number of trials.
 */
export function proportionInterval(count: number, trials: number): readonly [low: number, high: number] {
  const share = count / trials;
  const weight = QUANTILE ** 2 / trials;
  const centre = (share + weight / 2) / (1 + weight);
  const reach = Math.sqrt(weight * (share * (1 - share) + weight / 4)) / (1 + weight);
  const isFew = (seen: number) => seen < 4 && seen < trials / 2;
  const low = isFew(count) ? Math.min(centre - reach, leastMean(count) / trials) : centre - reach;
  const rest = trials - count;
  const high = isFew(rest) ? Math.max(centre + reach, 1 - leastMean(rest) / trials) : centre + reach;
  // The ends are exactly 0 and 1 there; the difference of two roundings is not.
  return [count === 0 ? 0 : low, rest === 0 ? 1 : high];
}

/** The mean of a Poisson variable that is `count` or more with probability {@linkcode TAIL}; 0 for a count of 0. */
function leastMean(count: number): number {
  let [low, high] = [0, count];
  while (high - low > 1e-9 * count) {
    const middle = (low + high) / 2;
    if (gammaShare(count, middle) < TAIL) low = middle;
    else high = middle;
  }
  return low;
}

/** The regularised lower incomplete gamma function P(a, x) for 0 < x <= a, by its series. */
function gammaShare(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; term > 1e-12 * sum; n++) sum += term *= x / (a + n);
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** ln Gamma(a), a > 0, by Stirling's series where it is exact to ten digits. */
function logGamma(a: number): number {
  let shift = 0;
  for (; a < 10; a++) shift += Math.log(a);
  return (a - 0.5) * Math.log(a) - a + Math.log(2 * Math.PI) / 2 + 1 / (12 * a) - 1 / (360 * a ** 3) +
    1 / (1260 * a ** 5) - shift;
}
