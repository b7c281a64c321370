/**
 * The Gaussian tail Q(x): the probability that a normal variable of mean 0 and variance 1 is above x. Its relative
 * error is below 1.2e-7 everywhere (Press et al., Numerical Recipes, section 6.2: a Chebyshev fit of erfc).
 */
export function gaussianTail(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + z / 2);
  let series = 0;
  for (const coefficient of CHEBYSHEV) series = series * t + coefficient;
  const tail = t * Math.exp(-z * z + series) / 2;
  return x >= 0 ? tail : 1 - tail;
}

/** From the highest power of t to the constant. */
const CHEBYSHEV = [
  0.17087277,
  -0.82215223,
  1.48851587,
  -1.13520398,
  0.27886807,
  -0.18628806,
  0.09678418,
  0.37409196,
  1.00002368,
  -1.26551223,
];
