import type { Random } from "../channel/random.ts";
import type { AirInterface } from "../link/air_interface.ts";

/** What one sentence of training meets between the ends; see {@linkcode Example}, of which it is a part. */
export interface DrawnLink {
  readonly coordinates: Int32Array;
  readonly snrDb: number;
  readonly snr: Float32Array;
  readonly bit: boolean;
  readonly noise: Float32Array;
}

/** Draws the link of a sentence of so many tokens. */
export type LinkDraw = (tokens: number, random: Random) => DrawnLink;

/**
 * Links of every kind, as the recipe draws them (models/recipe/train.py): SNR from -6 to 20 dB, most often where it is hard;
 * any rate; AWGN, block and fast Rayleigh fading, lost uses; a third of them as bits of random reliability.
 * @param width 2M, the most coordinates of a token.
 */
export function mixedLinks(width: number): LinkDraw {
  return (tokens, random) => {
    const u = () => random.uniform();
    const bit = u() < 0.33;
    const coordinates = bit
      ? spread(Math.min(width, u() < 0.65 ? 7 + 6 * u() : 4 + (width - 4) * u()), tokens)
      : spread(Math.min(width / 2, u() < 0.45 ? 6 : 1 + (width / 2 - 1) * u()), tokens).map((uses) => 2 * uses);
    const snrDb = u() < 0.8 ? 10 * u() - 4 : 26 * u() - 6;
    const clean = bit && u() < 0.6;
    const mean = clean ? 100 : 10 ** (snrDb / 10);
    const gain = clean ? () => 1 : drawGains(random);
    const snr = new Float32Array(tokens * width);
    const noise = new Float32Array(tokens * width);
    coordinates.forEach((count, t) => {
      for (let i = 0; i < count; i++) {
        const at = t * width + i;
        snr[at] = i % 2 === 0 ? mean * gain() : snr[at - 1]!;
        noise[at] = random.normal();
      }
    });
    return { coordinates, snrDb, snr, bit, noise };
  };
}

/** The power gain of one use after the other, of a kind of channel that is drawn first. */
function drawGains(random: Random): () => number {
  const exponential = () => -Math.log(random.uniform());
  const kind = random.uniform();
  if (kind <= 0.55) return () => 1;
  if (kind <= 0.67) {
    const gain = exponential();
    return () => gain;
  }
  if (kind <= 0.88) return exponential;
  const lost = 0.3 * random.uniform();
  return () => random.uniform() < lost ? 0 : 1;
}

/** A real number of units a token as whole numbers, whose running sum is the rounded-down running rate. */
function spread(rate: number, tokens: number): Int32Array {
  const upTo = (t: number) => Math.floor(rate * t + 1e-4);
  return Int32Array.from({ length: tokens }, (_, t) => upTo(t + 1) - upTo(t));
}

/** A bit of a message that says less than this, in SNR, is played as if it said so much: the receiver hears the truth. */
const LEAST_RELIABILITY = 0.25;

/**
 * One link at a choice of SNRs, whatever channel, code and modulation it has. What goes over it in training is not the sentence, whose
 * coordinates are not known before the step, but random coordinates; the noise that these met then meets the sentence's. Of
 * bits it is what the channel code's decoder says for or against them, which does not hang on which ones they are.
 * @param width 2M, the most coordinates of a token.
 */
export function oneLink(
  airs: readonly { readonly snrDb: number; readonly air: AirInterface }[],
  width: number,
): LinkDraw {
  return (tokens, random) => {
    const { snrDb, air } = airs[Math.floor(random.uniform() * airs.length)]!;
    const plan = air.plan(tokens);
    const bit = air.name === "digital";
    const x = new Float32Array(plan.coordinates.reduce((sum, count) => sum + count, 0))
      .map(() => Math.SQRT1_2 * (bit ? random.uniform() < 0.5 ? -1 : 1 : random.normal()));
    const heard = air.transmit(x, plan, random);
    const met = bit ? soft(x, heard) : heard.snr.map((snr, i) => Math.sqrt(2 * snr) * (heard.y[i]! - x[i]!));
    const reliability = bit ? Math.max(LEAST_RELIABILITY, mean(met)) : 0;
    const snr = new Float32Array(tokens * width);
    const noise = new Float32Array(tokens * width);
    let from = 0;
    plan.coordinates.forEach((count, t) => {
      for (let i = 0; i < count; i++, from++) {
        const at = t * width + i;
        snr[at] = bit ? reliability : heard.snr[from]!;
        noise[at] = bit ? (met[from]! - reliability) / Math.sqrt(reliability) : met[from]!;
      }
    });
    return { coordinates: plan.coordinates, snrDb, snr, bit, noise };
  };
}

/** Half the LLR of every bit in favour of the one that was sent. */
function soft(x: Float32Array, { y, snr }: { y: Float32Array; snr: Float32Array }): Float32Array {
  return snr.map((half, i) => half * Math.sign(x[i]! * y[i]!));
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
