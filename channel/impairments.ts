import { type Channel, drawChannel, type DrawnChannel } from "./channel.ts";
import type { Random } from "./random.ts";

/** What transmitters and receivers do to a signal, which no receiver is told of; each is left out where there is none. */
export interface Impairments {
  /** Carrier frequency offset in cycles a use: the phase turns by so much from use to use. */
  readonly cfo?: number;
  /** Standard deviation of the random walk of the phase, in degrees a use. */
  readonly phaseNoise?: number;
  /** The greatest power of a sample, in dB over the mean power: what is above is clipped, its phase kept. */
  readonly clipDb?: number;
}

/**
 * A channel with impairments: r = h exp(j phase) clip(x) + n, where the receiver knows, or estimates, h alone. What they do comes
 * as interference that nobody expects. The phase begins at 0 with each message: synchronisation is perfect there.
 *
 * On a flat channel a sample is a use. In OFDM samples are those of the inverse Fourier transform of a symbol's uses, which a clipped
 * one spreads over all subcarriers; a phase that turns from sample to sample would be interference between them, and is
 * refused by those who make such a link.
 */
export function impair(channel: Channel, impairments: Impairments): Channel {
  if (Object.keys(impairments).length === 0) return channel;
  const { clipDb } = impairments;
  return {
    ...channel,
    draw(uses, random): DrawnChannel {
      const { gains, interference, power } = drawChannel(channel, uses, random);
      const phases = drawPhases(uses, impairments, random);
      return {
        gains,
        power,
        interference(x) {
          const sent = clipDb === undefined ? x : clip(x, clipDb, channel.carriers);
          const heard = interference?.(sent).slice() ?? new Float64Array(x.length);
          for (let i = 0; i < x.length; i += 2) {
            const [a, b] = [gains[i]!, gains[i + 1]!];
            const [cosine, sine] = [Math.cos(phases[i / 2]!), Math.sin(phases[i / 2]!)];
            const real = cosine * sent[i]! - sine * sent[i + 1]! - x[i]!;
            const imaginary = cosine * sent[i + 1]! + sine * sent[i]! - x[i + 1]!;
            heard[i]! += a * real - b * imaginary;
            heard[i + 1]! += a * imaginary + b * real;
          }
          return heard;
        },
      };
    },
  };
}

function drawPhases(uses: number, { cfo = 0, phaseNoise = 0 }: Impairments, random: Random): Float64Array {
  const step = phaseNoise * Math.PI / 180;
  let walk = 0;
  return new Float64Array(uses).map((_, i) => {
    if (i > 0 && step > 0) walk += step * random.normal();
    return 2 * Math.PI * cfo * i + walk;
  });
}

function clip(x: Float64Array, clipDb: number, carriers: number | undefined): Float64Array {
  const limit = 10 ** (clipDb / 20);
  const limited = (samples: Float64Array) => {
    for (let i = 0; i < samples.length; i += 2) {
      const size = Math.hypot(samples[i]!, samples[i + 1]!);
      if (size <= limit) continue;
      samples[i]! *= limit / size;
      samples[i + 1]! *= limit / size;
    }
    return samples;
  };
  if (carriers === undefined) return limited(x.slice());
  const sent = new Float64Array(x.length);
  for (let from = 0; from < x.length; from += 2 * carriers) {
    const symbol = x.subarray(from, from + 2 * carriers);
    sent.set(transform(limited(transform(symbol, carriers, 1)), carriers, -1).subarray(0, symbol.length), from);
  }
  return sent;
}

/** The discrete Fourier transform to as many points, of the same energy; `sign` 1 is the inverse. */
function transform(values: Float64Array, points: number, sign: 1 | -1): Float64Array {
  const result = new Float64Array(2 * points);
  for (let n = 0; n < points; n++) {
    let [real, imaginary] = [0, 0];
    for (let k = 0; k < values.length / 2; k++) {
      const angle = sign * 2 * Math.PI * ((n * k) % points) / points;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      real += values[2 * k]! * cosine - values[2 * k + 1]! * sine;
      imaginary += values[2 * k]! * sine + values[2 * k + 1]! * cosine;
    }
    result[2 * n] = real / Math.sqrt(points);
    result[2 * n + 1] = imaginary / Math.sqrt(points);
  }
  return result;
}

/** The peak-to-average power ratio of a message's samples, in dB: of its uses, or in OFDM of its symbols in time. */
export function paprOf(x: ArrayLike<number>, carriers?: number): number {
  const all = Float64Array.from(x);
  let [peak, sum, count] = [0, 0, 0];
  const step = carriers === undefined ? all.length : 2 * carriers;
  for (let from = 0; from < all.length; from += step) {
    const part = all.subarray(from, from + step);
    const samples = carriers === undefined ? part : transform(part, carriers, 1);
    for (let i = 0; i < samples.length; i += 2) {
      const power = samples[i]! ** 2 + samples[i + 1]! ** 2;
      peak = Math.max(peak, power);
      sum += power;
      count++;
    }
  }
  return 10 * Math.log10(peak * count / sum);
}
