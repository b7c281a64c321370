import type { Observation, Signal } from "./codec.ts";

/** Es/N0 in dB at which noise hardly matters any more. */
export const NOISELESS_SNR_DB = 30;

/** The LLR of a bit that is certain: one in e^20 is wrong. */
const CERTAIN = 20;

/** A signal as it is heard without noise, by a receiver that knows there is none. */
export function observeNoiseless(signal: Signal): Observation {
  return signal.type === "uses"
    ? { type: "uses", y: signal.x, snr: new Float32Array(signal.x.length).fill(10 ** (NOISELESS_SNR_DB / 10)) }
    : { type: "bits", llr: Float32Array.from(signal.bits, (bit) => bit === 0 ? CERTAIN : -CERTAIN), isIntact: true };
}
