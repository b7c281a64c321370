import table from "./digital_choice.json" with { type: "json" };

/** A channel code, its rate and a modulation, as settings. */
export interface DigitalChoice {
  readonly channelCode: string;
  readonly codeRate: number;
  readonly modulation: string;
}

/**
 * Chooses the channel code, code rate and modulation of the highest fidelity at an SNR (mean Es/N0 in dB) over AWGN, from
 * the table that `models/recipe/search_digital.ts` measured; of its SNRs the nearest that is not above the one given counts.
 */
export function chooseCoded(snrDb: number): DigitalChoice {
  const { channel_code, code_rate, modulation } = table.rows.findLast((row) => row.snr_db <= snrDb) ?? table.rows[0]!;
  return { channelCode: channel_code, codeRate: code_rate, modulation };
}

/**
 * Where uncoded bits of each modulation begin to carry the most, in dB: the mutual information between a bit and its LLR
 * (bit-interleaved coded modulation; Caire, Taricco and Biglieri, IEEE Trans. Inf. Theory 1998), summed over a use.
 */
const MOST_INFORMATION = [["qpsk", -Infinity], ["16qam", 3], ["64qam", 10.5], ["256qam", 17]] as const;

/** Chooses for a codec that is a channel code itself: the modulation whose LLRs carry the most at an SNR over AWGN. */
export function chooseUncoded(snrDb: number): DigitalChoice {
  const [modulation] = MOST_INFORMATION.findLast(([, begin]) => begin <= snrDb)!;
  return { channelCode: "none", codeRate: 1, modulation };
}
