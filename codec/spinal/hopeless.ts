import type { Observation } from "../codec.ts";
import { STEPS } from "./frame.ts";

/**
 * A frame whose uses carry less than so much of its weight is not searched for long: of codes at the normal approximation
 * less than one in a hundred arrives at 0.7 of the information, which is some four fifths of the weight.
 */
const LEAST = 0.55;

/** Hypotheses of a step where a message is only guessed at. */
export const HOPELESS_BEAM = 2;

/**
 * True where what was heard cannot carry a whole message, as in a deep fade: the receiver knows the SNR of each use, and by the
 * length of the frame how much there is to carry.
 * @param rounds What was heard of the frame in each round; of bits nothing is said.
 * @param scale Units a step of weight; nothing is said either where the frame says it itself.
 */
export function isHopeless(rounds: readonly Observation[], scale: number | undefined): boolean {
  const [first] = rounds;
  if (scale === undefined || first?.type !== "uses") return false;
  const weight = first.snr.length / 2 / scale / STEPS;
  return rounds.reduce((bits, round) => bits + capacityOf(round), 0) < LEAST * weight;
}

/** The bits that uses of those SNRs carry, each of two real dimensions. */
function capacityOf(observation: Observation): number {
  if (observation.type !== "uses") return Infinity;
  return observation.snr.reduce((bits, snr) => bits + Math.log2(1 + snr) / 2, 0);
}
