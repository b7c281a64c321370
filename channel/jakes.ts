import { besselJ0 } from "./bessel.ts";
import type { Random } from "./random.ts";

/** With so many waves E|h|^4 is 2 - 1/64, where that of a Gaussian process is 2. */
const WAVES = 64;

/**
 * Draws complex gains of mean power 1 with Jakes' Doppler spectrum, real and imaginary part in turn.
 *
 * A sum of waves of equal power, each with a random phase and with the Doppler shift of its angle of arrival. The angles
 * are random, one in each of equal sectors, so each is as likely as any other and the autocorrelation over the messages
 * is exactly the Bessel function J0(2 pi doppler t), whatever the number of waves; amplitudes are Rayleigh distributed
 * as closely as the central limit allows. (W. C. Jakes, Microwave Mobile Communications, 1974; random angles as in Y. R.
 * Zheng and C. Xiao, Simulation models with correct statistical properties for Rayleigh fading channels, 2003.)
 * @param doppler The greatest Doppler shift, in cycles a gain.
 * @param count Number of gains.
 * @param slopes [2 * count] Where given, how fast each gain changes is added to it: the derivative, by the time from one gain to the
 * next.
 */
export function drawJakes(doppler: number, count: number, random: Random, slopes?: Float64Array): Float64Array {
  const gains = new Float64Array(2 * count);
  const amplitude = Math.sqrt(1 / WAVES);
  for (let wave = 0; wave < WAVES; wave++) {
    const shift = 2 * Math.PI * doppler * Math.cos(2 * Math.PI * (wave + random.uniform()) / WAVES);
    const phase = 2 * Math.PI * random.uniform();
    const cosine = Math.cos(shift);
    const sine = Math.sin(shift);
    let real = amplitude * Math.cos(phase);
    let imaginary = amplitude * Math.sin(phase);
    for (let i = 0; i < gains.length; i += 2) {
      gains[i]! += real;
      gains[i + 1]! += imaginary;
      if (slopes !== undefined) {
        slopes[i]! -= shift * imaginary;
        slopes[i + 1]! += shift * real;
      }
      // A rotation a gain in place of a sine and a cosine: after a million the error is still below 1e-9.
      const next = real * cosine - imaginary * sine;
      imaginary = real * sine + imaginary * cosine;
      real = next;
    }
  }
  return gains;
}

/** The autocorrelation of {@linkcode drawJakes}'s gains, of which the distance may be negative; it remembers its answers. */
export function createJakesCorrelation(doppler: number): (distance: number) => number {
  const known: number[] = [];
  return (distance) => known[Math.abs(distance)] ??= besselJ0(2 * Math.PI * doppler * distance);
}
