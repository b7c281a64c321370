/** Complex symbols as interleaved real and imaginary parts: two numbers to a channel use. */
export type Symbols = Float32Array | Float64Array;

/** Bits to complex symbols of unit mean power and back to LLRs, positive for bit 0. */
export interface Modulation {
  readonly name: string;
  /** One line: its kind and the standard that defines it. */
  readonly description: string;
  /** Bits in a channel use. */
  readonly bitsPerSymbol: number;
  /** Fills `symbols` (2 numbers a use) from `bits` (bitsPerSymbol a use), both exactly as long. */
  modulate(bits: Uint8Array, symbols: Symbols): void;
  /**
   * Fills `llr` (bitsPerSymbol a use) with exact LLRs from equalised observations (2 numbers a use) whose noise has variance
   * N0 / 2 per real dimension. `snr` (1 number a use) is the effective linear Es/N0 of each use, so N0 = 1 / snr:
   * after dividing by a gain h it is |h|^2 times the channel's. Where it is 0 the use was lost and its LLRs are 0.
   * An snr above 1e9 (90 dB) counts as 1e9, so that LLRs stay finite on a channel without noise.
   */
  demap(symbols: Symbols, snr: Float32Array, llr: Float32Array): void;
}
