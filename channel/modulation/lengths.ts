import { UsageError } from "../../errors.ts";
import type { Modulation, Symbols } from "./modulation.ts";

/** SNR at which noise stops mattering; keeps LLRs finite. See Modulation.demap. */
export const MAX_SNR = 1e9;

/** The number of channel uses of a bit array; a UsageError when it or the symbols have the wrong length. */
export function usesOf(verb: string, { name, bitsPerSymbol }: Modulation, bits: number, symbols: Symbols): number {
  const uses = bits / bitsPerSymbol;
  if (!Number.isInteger(uses)) {
    const nearest = Math.max(1, Math.round(uses)) * bitsPerSymbol;
    throw new UsageError(`${verb} ${name}: ${bits} bits are not a multiple of ${bitsPerSymbol} (nearest: ${nearest})`);
  }
  if (symbols.length !== 2 * uses) {
    throw new UsageError(`${verb} ${name}: ${bits} bits go with ${2 * uses} symbol numbers, not ${symbols.length}`);
  }
  return uses;
}

/** Throws a UsageError unless there is one SNR for every use. */
export function requireSnr({ name }: Modulation, snr: Float32Array, uses: number): void {
  if (snr.length !== uses) {
    throw new UsageError(`Demap ${name}: ${uses} uses need as many SNR values, not ${snr.length}`);
  }
}
