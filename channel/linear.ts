import type { Channel, Gains, GainStatistics } from "./channel.ts";

/**
 * A channel that multiplies every use by a complex gain h and adds noise n, complex normal of variance N0 (N0/2 per real
 * dimension). The receiver knows h and divides by it (zero forcing): y = x + n / h, with effective SNR |h|^2 Es/N0.
 * A use of gain 0 is lost and known to be lost.
 * @param name The full spec.
 * @param statistics What pilots need; without them the channel takes no pilots.
 */
export function linearChannel(name: string, gains: Gains, statistics?: GainStatistics): Channel {
  return {
    name,
    gains,
    ...statistics && { statistics },
    transmit(x, snr, random) {
      const h = gains(x.length / 2, random);
      const sigma = Math.sqrt(1 / (2 * snr));
      const y = new Float32Array(x.length);
      const effective = new Float32Array(x.length);
      for (let i = 0; i < x.length; i += 2) {
        const real = sigma * random.normal();
        const imaginary = sigma * random.normal();
        const a = h[i]!;
        const b = h[i + 1]!;
        const power = a * a + b * b;
        if (power === 0) continue;
        y[i] = x[i]! + (real * a + imaginary * b) / power;
        y[i + 1] = x[i + 1]! + (imaginary * a - real * b) / power;
        effective[i] = effective[i + 1] = power * snr;
      }
      return { y, snr: effective };
    },
  };
}
