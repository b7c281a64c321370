import { MAX_SNR, requireSnr, usesOf } from "./lengths.ts";
import type { Modulation } from "./modulation.ts";

/**
 * BPSK of 3GPP TS 38.211 section 5.1.2: (1 - 2 b)(1 + j) / sqrt 2, so the bit is on the diagonal and not on the real
 * axis. The demapper projects on the diagonal: the noise across it says nothing.
 */
export const bpsk: Modulation = {
  name: "bpsk",
  description: "BPSK of 3GPP TS 38.211 section 5.1.2, on the diagonal",
  bitsPerSymbol: 1,
  modulate(bits, symbols) {
    const uses = usesOf("Modulate", this, bits.length, symbols);
    for (let use = 0; use < uses; use++) {
      const amplitude = (1 - 2 * bits[use]!) * Math.SQRT1_2;
      symbols[2 * use] = amplitude;
      symbols[2 * use + 1] = amplitude;
    }
  },
  demap(symbols, snr, llr) {
    const uses = usesOf("Demap", this, llr.length, symbols);
    requireSnr(this, snr, uses);
    for (let use = 0; use < uses; use++) {
      const gain = snr[use]!;
      const along = (symbols[2 * use]! + symbols[2 * use + 1]!) * Math.SQRT1_2;
      llr[use] = gain > 0 ? 4 * Math.min(gain, MAX_SNR) * along : 0;
    }
  },
};
