import type { BitChannel } from "../channel/bits.ts";
import type { Channel } from "../channel/channel.ts";
import type { Modulation } from "../channel/modulation/modulation.ts";

/** A channel for bits, made of a modulation and a channel for complex uses; `snr` is its mean Es/N0, linear. */
export function modulated(modulation: Modulation, channel: Channel, snr: number): BitChannel {
  return {
    name: `${modulation.name} over ${channel.name}`,
    bitsPerUse: modulation.bitsPerSymbol,
    transmit(bits, random) {
      const symbols = new Float32Array(2 * bits.length / modulation.bitsPerSymbol);
      modulation.modulate(bits, symbols);
      const output = channel.transmit(symbols, snr, random);
      const llr = new Float32Array(bits.length);
      modulation.demap(output.y, output.snr.filter((_, i) => i % 2 === 0), llr, "exact");
      return llr;
    },
  };
}
