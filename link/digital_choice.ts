import { modulationNamed } from "../channel/modulation/registry.ts";
import table from "./digital_choice.json" with { type: "json" };
import messageTable from "./message_choice.json" with { type: "json" };

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
  return nearestBelow(table.rows, snrDb);
}

/** A modulation whose coded bits are nearly all information bits can carry so much of what it could without a code. */
const FULL = 0.9;

/**
 * Chooses for messages that mean nothing unless all of their bits are right: what carries them with the fewest uses where
 * one in a hundred may fail, from the table that `models/recipe/search_message.ts` measured, by the same rule. Below its
 * first SNR, -6 dB, more of them fail.
 * @param bitsPerUse What a use must carry: where the row's modulation cannot, that of the next row which can is taken.
 */
export function chooseForMessages(snrDb: number, bitsPerUse = 0): DigitalChoice {
  const choice = nearestBelow(messageTable.rows, snrDb);
  const suits = ({ modulation }: { readonly modulation: string }) =>
    FULL * modulationNamed(modulation).bitsPerSymbol >= bitsPerUse;
  if (suits(choice)) return choice;
  const { modulation } = messageTable.rows.find(suits) ?? messageTable.rows.at(-1)!;
  return { ...choice, modulation };
}

/** A row of a table, in which SNRs go up. */
interface Row {
  readonly snr_db: number;
  readonly channel_code: string;
  readonly code_rate: number;
  readonly modulation: string;
}

function nearestBelow(rows: readonly Row[], snrDb: number): DigitalChoice {
  const { channel_code, code_rate, modulation } = rows.findLast((row) => row.snr_db <= snrDb) ?? rows[0]!;
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
