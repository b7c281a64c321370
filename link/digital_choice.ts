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
export function chooseDigital(snrDb: number): DigitalChoice {
  const { channel_code, code_rate, modulation } = table.rows.findLast((row) => row.snr_db <= snrDb) ?? table.rows[0]!;
  return { channelCode: channel_code, codeRate: code_rate, modulation };
}
