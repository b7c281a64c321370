/**
 * The Bessel function J0, to about 1e-14: the autocorrelation of Jakes' spectrum is J0(2 pi doppler t).
 *
 * Its integral over one period, where the trapezoid rule converges at once; from 25 on Hankel's asymptotic series
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, 9.1.18 and 9.2.5).
 */
export function besselJ0(x: number): number {
  const size = Math.abs(x);
  if (size < 25) return SINES.reduce((sum, sine) => sum + Math.cos(size * sine), 0) / SINES.length;
  // P is the sum of the even terms and Q of the odd ones, signs in turn; term k has the product of (2i - 1)^2 / (8 i x).
  let [p, q, term] = [1, 0, 1];
  for (let k = 1; k <= 20; k++) {
    term *= -((2 * k - 1) ** 2) / (8 * k * size);
    const signed = k % 4 < 2 ? term : -term;
    if (k % 2 === 0) p += signed;
    else q += signed;
  }
  const angle = size - Math.PI / 4;
  return Math.sqrt(2 / (Math.PI * size)) * (p * Math.cos(angle) - q * Math.sin(angle));
}

/** Half a period, which is all of cos(x sin): points enough that the rule's error, J64(25), is below 1e-18. */
const SINES = Array.from({ length: 32 }, (_, i) => Math.sin(Math.PI * (i + 0.5) / 32));
