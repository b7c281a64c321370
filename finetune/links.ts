import type { Random } from "../channel/random.ts";
import { combine, repeat } from "../adapter/repetition.ts";
import { shareCoordinates } from "../adapter/share.ts";
import type { Observation } from "../codec/codec.ts";
import { UNHEARD_SNR_DB } from "../codec/learned/semantic_model.ts";
import { Analog } from "../link/analog.ts";
import { Digital } from "../link/digital.ts";
import type { ResolvedLink } from "../link/resolve.ts";

/** The link that one sentence of training meets between the ends; see {@linkcode TrainingExample}, of which it is a part. */
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
export function drawMixedLinks(width: number): LinkDraw {
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
const MIN_RELIABILITY = 0.25;

/**
 * One link at a choice of SNRs, of any channel, code and modulation. Random coordinates go over it in training, since the
 * sentence's own are not known before the step; the noise that these met then meets the sentence's. Of bits it is what the
 * channel code's decoder says for or against them, which does not hang on which ones they are.
 * @param width 2M, the most coordinates of a token.
 */
export function drawOneLink(links: readonly ResolvedLink[], width: number): LinkDraw {
  const airs = links.map((link) => ({
    snrDb: link.type === "analog" ? link.transmitterSnrDb : UNHEARD_SNR_DB,
    draw: link.type === "analog" ? meetUses(new Analog(link), width) : meetBits(new Digital(link), width),
  }));
  return (tokens, random) => {
    const { snrDb, draw } = airs[Math.floor(random.uniform() * airs.length)]!;
    return { snrDb, ...draw(tokens, random) };
  };
}

type Met = (tokens: number, random: Random) => Omit<DrawnLink, "snrDb">;

function meetUses(air: Analog, width: number): Met {
  return (tokens, random) => {
    const grant = air.plan({ type: "elastic", tokens, maxBits: width * tokens });
    const { perToken, distinct } = shareCoordinates(grant.coordinates, tokens, "uses", width);
    const x = new Float32Array(sumOf(distinct)).map(() => Math.SQRT1_2 * random.normal());
    const { observation } = air.transmit({ type: "uses", x: repeat(x, perToken, width) }, grant, random);
    const heard = combine(observation as Extract<Observation, { type: "uses" }>, perToken, width);
    const noise = heard.snr.map((snr, i) => Math.sqrt(2 * snr) * (heard.y[i]! - x[i]!));
    return { coordinates: distinct, bit: false, ...place(distinct, width, heard.snr, noise) };
  };
}

function meetBits(air: Digital, width: number): Met {
  return (tokens, random) => {
    const grant = air.plan({ type: "elastic", tokens, maxBits: width * tokens });
    const { distinct } = shareCoordinates(grant.coordinates, tokens, "bits", width);
    const bits = new Uint8Array(grant.coordinates).map(() => Number(random.uniform() < 0.5));
    const { observation } = air.transmit({ type: "bits", bits }, grant, random);
    const { llr } = observation as Extract<Observation, { type: "bits" }>;
    // Half the LLR of every bit in favour of the one that was sent.
    const favour = llr.map((value, i) => bits[i] === 1 ? -value / 2 : value / 2);
    const reliability = Math.max(MIN_RELIABILITY, sumOf(favour) / Math.max(1, favour.length));
    const noise = favour.map((half) => (half - reliability) / Math.sqrt(reliability));
    return {
      coordinates: distinct,
      bit: true,
      ...place(distinct, width, new Float32Array(llr.length).fill(reliability), noise),
    };
  };
}

/** Lays the coordinates of tokens that share a message out as [T,2M]. */
function place(counts: Int32Array, width: number, snr: Float32Array, noise: Float32Array) {
  const laid = { snr: new Float32Array(counts.length * width), noise: new Float32Array(counts.length * width) };
  let from = 0;
  counts.forEach((count, t) => {
    laid.snr.set(snr.subarray(from, from + count), t * width);
    laid.noise.set(noise.subarray(from, from += count), t * width);
  });
  return laid;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
