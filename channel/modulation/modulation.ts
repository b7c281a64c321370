import { unknownName } from "../../suggest.ts";
import { bpsk } from "./bpsk.ts";
import { qam } from "./qam.ts";

/** Complex symbols as interleaved real and imaginary parts: two numbers to a channel use. */
export type Symbols = Float32Array | Float64Array;

/** How LLRs are computed: exactly, or from the nearest symbols only (cheaper, a little worse at low SNR). */
export type LlrMethod = "exact" | "maxlog";

/** Bits to complex symbols of unit mean power and back to LLRs, positive for bit 0. */
export interface Modulation {
  readonly name: string;
  /** One line: what it is and where it is defined. */
  readonly describe: string;
  /** Bits in a channel use. */
  readonly bitsPerSymbol: number;
  /** Fills `symbols` (2 numbers a use) from `bits` (bitsPerSymbol a use), both exactly as long. */
  modulate(bits: Uint8Array, symbols: Symbols): void;
  /**
   * Fills `llr` (bitsPerSymbol a use) from equalised observations (2 numbers a use) whose noise has variance
   * N0 / 2 per real dimension. `snr` (1 number a use) is the effective linear Es/N0 of each use, so N0 = 1 / snr:
   * after dividing by a gain h it is |h|^2 times the channel's. Where it is 0 the use was lost and its LLRs are 0.
   * An snr above 1e9 (90 dB) counts as 1e9, so that LLRs stay finite on a channel without noise.
   */
  demap(symbols: Symbols, snr: Float32Array, llr: Float32Array, method: LlrMethod): void;
}

const known: readonly Modulation[] = [bpsk, qam("qpsk", 1), qam("16qam", 2), qam("64qam", 3), qam("256qam", 4)];

/** The modulation of that name (upper and lower case alike); a UsageError lists the known ones and suggests the nearest. */
export function modulation(name: string): Modulation {
  const found = known.find((one) => one.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw unknownName("modulation", name, known.map((one) => one.name));
}

/** Every modulation, from the fewest bits per symbol to the most. */
export function modulations(): readonly Modulation[] {
  return known;
}
