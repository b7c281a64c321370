import { MAX_SNR, requireSnr, usesOf } from "./lengths.ts";
import type { Modulation } from "./modulation.ts";
import { createPam } from "./pam.ts";
import { createExactDemapper } from "./pam_exact.ts";

/**
 * Square QAM with `half` bits per real dimension and the Gray mapping of 3GPP TS 38.211 sections 5.1.3 to 5.1.6: the
 * even bits of a symbol choose its real part, the odd ones its imaginary part. QPSK is the case half = 1. The two
 * dimensions have independent noise, so each is demapped by itself.
 */
export function createQam(name: string, half: number): Modulation {
  const dimension = createPam(half);
  const { levels } = dimension;
  const demapper = createExactDemapper(dimension);
  return {
    name,
    description: `${half === 1 ? "QPSK" : `${4 ** half}-QAM`} of 3GPP TS 38.211 section 5.1.${half + 2}, Gray mapped`,
    bitsPerSymbol: 2 * half,
    modulate(bits, symbols) {
      const uses = usesOf("Modulate", this, bits.length, symbols);
      for (let use = 0, bit = 0; use < uses; use++) {
        let real = 0;
        let imaginary = 0;
        for (let i = 0; i < half; i++) {
          real = 2 * real + bits[bit++]!;
          imaginary = 2 * imaginary + bits[bit++]!;
        }
        symbols[2 * use] = levels[real]!;
        symbols[2 * use + 1] = levels[imaginary]!;
      }
    },
    demap(symbols, snr, llr) {
      const uses = usesOf("Demap", this, llr.length, symbols);
      requireSnr(this, snr, uses);
      for (let use = 0; use < uses; use++) {
        const at = 2 * half * use;
        // Written so that a NaN counts as lost, too.
        if (!(snr[use]! > 0)) {
          llr.fill(0, at, at + 2 * half);
          continue;
        }
        const gain = Math.min(snr[use]!, MAX_SNR);
        demapper(symbols[2 * use]!, gain, llr, at, 2);
        demapper(symbols[2 * use + 1]!, gain, llr, at + 1, 2);
      }
    },
  };
}
