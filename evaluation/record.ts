import type { FidelityFigures } from "../fidelity/fidelity.ts";
import { words as wordsOf } from "../fidelity/words.ts";
import type { AirInterface } from "../link/air_interface.ts";
import { Digital } from "../link/digital.ts";
import type { Link, Reception } from "../link/link.ts";

/**
 * What is known of one message after its transmission: the JSON object of `semcom send --json` and of a line of an
 * evaluation's results. Keys only ever get added; `schema` changes if one changes its meaning.
 */
export function messageRecord({ settings, folder, air }: Link, reception: Reception, figures: FidelityFigures) {
  const { sentIds, channelUses, bits, blocks, blockErrors } = reception;
  const tokens = sentIds.length;
  const words = wordsOf(reception.text).length;
  return {
    schema: 1,
    index: reception.index,
    text: reception.text,
    reconstruction: reception.reconstruction,
    codec: folder.manifest.name,
    link: air.name,
    channel: air.channel,
    snr_db: settings.snrDb,
    rate: tokens > 0 ? channelUses / tokens : 0,
    tokens,
    words,
    channel_uses: channelUses,
    uses_per_word: words > 0 ? channelUses / words : 0,
    ...air instanceof Digital && {
      channel_code: air.settings.family.name,
      code_rate: air.settings.codeRate,
      ...air.settings.modulation && { modulation: air.settings.modulation.name },
      bits_per_token: tokens > 0 ? bits / tokens : 0,
      // Of information bits: Es/N0 shared among the bits of a use. An empty message has none, nor has a channel for bits.
      ...bits > 0 && !carriesBits(air) && { eb_n0_db: settings.snrDb - 10 * Math.log10(bits / channelUses) },
      blocks,
      block_errors: blockErrors,
    },
    ...figures,
    confidence: reception.confidence,
    passes: reception.passes,
    seed: settings.seed,
    ms: reception.ms,
  };
}

/** How coordinates get over the channel, for people: "analog", "digital (polar 0.5, qpsk)". */
export function transmission(air: AirInterface): string {
  if (!(air instanceof Digital)) return "analog";
  const { family, codeRate, modulation } = air.settings;
  const code = `${family.name} ${+codeRate.toFixed(4)}`;
  return `digital (${modulation === undefined ? code : `${code}, ${modulation.name}`})`;
}

/** Whether the channel itself carries bits, so that SNR says nothing. */
export function carriesBits(air: AirInterface): boolean {
  return air instanceof Digital && air.settings.modulation === undefined;
}
