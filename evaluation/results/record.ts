import type { Figures } from "../../fidelity/fidelity.ts";
import { countCharacters, splitWords } from "../../text/words.ts";
import { settingsByName } from "../../link/fields.ts";
import type { Link, Reception } from "../../link/link.ts";

/** The version of the format of a message's record, sent or not. */
export const RECORD_SCHEMA = 2;

/**
 * Records one message after its transmission: the JSON object of `semcom send --json` and of a line of an evaluation's
 * results. Keys only ever get added; `schema` changes if one changes its meaning.
 */
export function recordMessage({ codec, resolved }: Link, reception: Reception, figures: Figures) {
  const { sentTokens, channelUses, bits, codedBits } = reception;
  const tokens = sentTokens.length;
  const words = splitWords(reception.text).length;
  const characters = countCharacters(reception.text);
  // In place of rate, budget and bits the record says what the message really took.
  const { codec: _, scheme, rate: __, budget: ___, bits: ____, seed, ...settings } = resolved.effective;
  return {
    schema: RECORD_SCHEMA,
    index: reception.index,
    text: reception.text,
    reconstruction: reception.reconstruction,
    codec: codec.name,
    scheme,
    ...settingsByName(settings),
    ...resolved.type === "bits" && { snr_db: null }, // its quality is the channel's own
    rate: tokens > 0 ? channelUses / tokens : 0,
    tokens,
    words,
    characters,
    channel_uses: channelUses,
    uses_per_word: words > 0 ? channelUses / words : 0,
    uses_per_character: characters > 0 ? channelUses / characters : 0,
    ...resolved.header === "charged" && {
      header_uses: reception.headerUses,
      header_failed: reception.headerFailed,
    },
    ...reception.paprDb !== null && { papr_db: reception.paprDb },
    ...resolved.type !== "analog" && {
      ...resolved.codeRate === "follows" && codedBits > 0 && { code_rate: bits / codedBits },
      bits_per_token: tokens > 0 ? bits / tokens : 0,
      ...resolved.type === "digital" && bits > 0 &&
        { eb_n0_db: ebN0Of(resolved.snrDb, bits, channelUses) },
      blocks: reception.blocks,
      block_errors: reception.blockErrors,
      detected_errors: reception.detectedErrors,
      bit_errors: reception.bitErrors,
      extra_uses: reception.extraUses,
    },
    ...figures,
    ...reception.informationBits !== null && { information_bits: reception.informationBits },
    ...reception.marginDb !== null && { margin_db: reception.marginDb },
    ...resolved.effective.harq !== undefined && { rounds: reception.rounds },
    ...reception.delivered !== null && { delivered: reception.delivered },
    confidence: reception.confidence,
    passes: reception.passes,
    seed,
    ms: reception.ms,
  };
}

/** Eb/N0 of information bits in dB: the energy of all of a message's uses, pilots and header among them, shared among them. */
function ebN0Of(snrDb: number, bits: number, uses: number): number {
  return snrDb - 10 * Math.log10(bits / uses);
}
