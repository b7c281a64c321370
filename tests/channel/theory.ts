/** The Bessel function J0, from its integral: the trapezoid rule converges at once for a periodic integrand. */
export function besselJ0(x: number): number {
  return periodicMean((angle) => Math.cos(x * Math.sin(angle)));
}

/** The distribution function of a Rician amplitude of mean power 1; `k` is linear, and 0 makes it Rayleigh. */
export function riceDistribution(k: number): (amplitude: number) => number {
  const steps = 2000;
  const step = 5 / steps;
  const cumulated = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) cumulated[i + 1] = cumulated[i]! + step * density((i + 0.5) * step);
  return (amplitude) => {
    const at = Math.min(amplitude / step, steps - 1);
    const below = Math.floor(at);
    return cumulated[below]! + (at - below) * (cumulated[below + 1]! - cumulated[below]!);
  };

  function density(r: number): number {
    const cross = 2 * r * Math.sqrt(k * (k + 1));
    // I0(cross), scaled by exp(-cross) to stay finite.
    const bessel = periodicMean((angle) => Math.exp(cross * (Math.cos(angle) - 1)));
    return 2 * r * (k + 1) * Math.exp(-k - (k + 1) * r * r + cross) * bessel;
  }
}

/** Kolmogorov and Smirnov's distance between samples and a distribution function. */
export function kolmogorovSmirnov(samples: Float64Array, distribution: (x: number) => number): number {
  const n = samples.length;
  return samples.toSorted().reduce((most, x, i) => {
    const expected = distribution(x);
    return Math.max(most, (i + 1) / n - expected, expected - i / n);
  }, 0);
}

function periodicMean(f: (angle: number) => number): number {
  const points = 96;
  let sum = 0;
  for (let i = 0; i < points; i++) sum += f(2 * Math.PI * i / points);
  return sum / points;
}
