import type { BitChannel, Channel } from "../channel/channel.ts";
import { paprOf } from "../channel/impairments.ts";
import { type Interleaver, permuteUses } from "../channel/interleaver.ts";
import type { Modulation } from "../channel/modulation/modulation.ts";
import { receive } from "../channel/receiver/receive.ts";
import type { Waveform } from "./resolve.ts";

/** Makes a channel for bits of a modulation, a waveform and an interleaver; `snr` is its mean Es/N0, linear. */
export function modulate(
  modulation: Modulation,
  { channel, receiver }: Pick<Waveform, "channel" | "receiver">,
  snr: number,
  interleaver: Interleaver = "standard",
): BitChannel {
  const modulated: BitChannel = {
    name: `${modulation.name} over ${channel.name}`,
    bitsPerUse: modulation.bitsPerSymbol,
    transmit(bits, random) {
      const symbols = new Float32Array(2 * bits.length / modulation.bitsPerSymbol);
      modulation.modulate(bits, symbols);
      const output = receive(channel, receiver, symbols, snr, random);
      const perSymbol = new Float32Array(symbols.length / 2);
      for (let i = 0; i < perSymbol.length; i++) perSymbol[i] = output.snr[2 * i]!;
      const llr = new Float32Array(bits.length);
      modulation.demap(output.y, perSymbol, llr);
      return llr;
    },
  };
  return interleaver === "random" ? permuteUses(modulated) : modulated;
}

/** The peak-to-average power ratio in dB of the symbols of coded bits, in their own order. */
export function paprOfBits(
  coded: Uint8Array,
  { modulation, channel }: { readonly modulation: Modulation; readonly channel: Channel },
): number {
  const symbols = new Float64Array(2 * coded.length / modulation.bitsPerSymbol);
  modulation.modulate(coded, symbols);
  return paprOf(symbols, channel.carriers);
}
