import { isUncoded } from "../channel/coding/none.ts";
import { failureOf, roomForAny } from "../channel/finite_blocklength.ts";
import { gaussianTail } from "../channel/gaussian_tail.ts";
import type { BerSettings, BitMedium } from "./ber.ts";

/** Error rates that theory has; each is left out where it has none in closed form. */
export interface Theory {
  readonly ber?: number;
  readonly bler?: number;
}

type Modulated = Extract<BitMedium, { type: "waveform" }>;

/** Bit error rate of a bit that is decided by a distance: Q(sqrt(2 energy)), or its mean over fading. */
type Tail = (energy: number) => number;

/**
 * The theory of a curve's point, of receivers that know the gains and of ends without impairments:
 *
 * - without a code, over AWGN and Rayleigh fading with any number of antennas: the exact bit error rate of Gray mapped BPSK and square
 *   QAM (K. Cho and D. Yoon, On the general BER expression of one- and two-dimensional amplitude modulations, 2002); and of a code that
 *   repeats every bit as often, in BPSK and QPSK over AWGN; and over bsc and bec;
 * - the convolutional code at its own rate, in BPSK and QPSK over AWGN: the union bound by its distance spectrum, which is above
 *   the truth, and of use below a block error rate of 0.1.
 */
export function theoryOf(settings: BerSettings, esN0Db: number | undefined): Theory {
  const { family, k, n, medium, rounds = 1 } = settings;
  if (rounds > 1) return {};
  const [name, ...parameters] = family.name.split(":");
  if (medium.type === "bits") return isUncoded(family) ? ofBits(medium.channel.name, k) : {};
  if (esN0Db === undefined || !isIdeal(medium)) return {};
  const { modulation, receiver: { antennas } } = medium;
  const tail = tailOver(medium.channel.name, antennas);
  if (tail === undefined) return {};
  const snr = 10 ** (esN0Db / 10);
  const isBinary = modulation.bitsPerSymbol <= 2;
  const isAwgn = medium.channel.name === "awgn";
  if (isUncoded(family)) {
    const ber = isBinary ? tail(snr / modulation.bitsPerSymbol) : qamBitErrorRate(modulation.bitsPerSymbol, snr, tail);
    return { ber, ...isBinary && isAwgn && { bler: ofIndependent(ber, k) } };
  }
  if (!isBinary || !isAwgn) return {};
  const perBit = snr / modulation.bitsPerSymbol;
  if (name === "repetition" && n % k === 0) {
    const ber = tail(n / k * perBit);
    return { ber, bler: ofIndependent(ber, k) };
  }
  if (name === "convolutional" && parameters.length === 0 && n === 2 * (k + 6)) {
    return unionBound(k, (d) => tail(d * perBit));
  }
  return {};
}

/**
 * The least block error rate that any code and modulation of as many uses of the same energy can have, about, by the normal approximation
 * for AWGN; undefined over other channels.
 */
export function boundOf({ k, n, medium, rounds = 1 }: BerSettings, esN0Db: number | undefined): number | undefined {
  if (rounds > 1 || medium.type === "bits" || esN0Db === undefined || medium.channel.name !== "awgn") return undefined;
  const { modulation, receiver: { antennas, csi } } = medium;
  if (csi === "pilots") return undefined;
  const snr = antennas * 10 ** (esN0Db / 10);
  return failureOf(k, roomForAny(new Float64Array(2 * n / modulation.bitsPerSymbol).fill(snr)));
}

function isIdeal({ receiver, impairments }: Modulated): boolean {
  return receiver.csi === "perfect" && receiver.equaliser === "zf" && Object.keys(impairments).length === 0;
}

/** The tail over a channel; the gains of Rayleigh fading may change as they like, since a mean is of each bit by itself. */
function tailOver(channel: string, antennas: number): Tail | undefined {
  if (channel === "awgn") return (energy) => gaussianTail(Math.sqrt(2 * antennas * energy));
  if (channel.split(":")[0] !== "rayleigh") return undefined;
  // J. G. Proakis, Digital Communications, 4th edition 2001, equation 14.4-15.
  return (energy) => {
    const mu = Math.sqrt(energy / (1 + energy));
    let [sum, term] = [0, 1];
    for (let i = 0; i < antennas; i++) {
      sum += term;
      term *= (antennas + i) / (i + 1) * (1 + mu) / 2;
    }
    return ((1 - mu) / 2) ** antennas * sum;
  };
}

/** Each real dimension of a square QAM is a Gray mapped amplitude modulation: the mean over its bits (Cho and Yoon, equations 9 and 10). */
function qamBitErrorRate(bits: number, snr: number, tail: Tail): number {
  const half = bits / 2;
  const levels = 2 ** half;
  const unit = 3 * snr / (2 * (levels ** 2 - 1));
  let sum = 0;
  for (let bit = 1; bit <= half; bit++) {
    const weight = 2 ** (bit - 1);
    for (let i = 0; i < (1 - 2 ** -bit) * levels; i++) {
      const sign = Math.floor(i * weight / levels) % 2 === 0 ? 1 : -1;
      sum += sign * (weight - Math.floor(i * weight / levels + 0.5)) * 2 * tail((2 * i + 1) ** 2 * unit);
    }
  }
  return sum / (levels * half);
}

function ofIndependent(ber: number, k: number): number {
  return -Math.expm1(k * Math.log1p(-ber));
}

function ofBits(channel: string, k: number): Theory {
  const p = Number(/^(?:bsc|bec):p=(.*)$/.exec(channel)?.[1] ?? NaN);
  if (Number.isNaN(p)) return {};
  // Of a bit that is lost the decision is 0, which half of all bits are.
  const ber = channel.startsWith("bsc") ? p : p / 2;
  return { ber, bler: ofIndependent(ber, k) };
}

/**
 * Paths of the (133, 171) code that leave state 0 and come back, by their weights 10, 12, 14, …, and the information bits on them
 * (S. Lin and D. J. Costello, Error control coding; J. Conan, The weight spectra of some short low-rate convolutional codes, 1984).
 */
const PATHS = [11, 38, 193, 1331, 7275, 40406, 234969];
const BITS_ON_PATHS = [36, 211, 1404, 11633, 77433, 502690, 3322763];

function unionBound(k: number, tailOf: (distance: number) => number): Theory {
  const sum = (counts: readonly number[]) => counts.reduce((sum, count, i) => sum + count * tailOf(10 + 2 * i), 0);
  return { ber: Math.min(0.5, sum(BITS_ON_PATHS)), bler: Math.min(1, k * sum(PATHS)) };
}
