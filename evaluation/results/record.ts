import type { FidelityFigures } from "../../fidelity/fidelity.ts";
import { words as wordsOf } from "../../fidelity/words.ts";
import type { AirInterface } from "../../link/air_interface.ts";
import { Digital } from "../../link/digital.ts";
import type { Knowledge } from "../../channel/receiver/csi.ts";
import type { Link, Reception } from "../../link/link.ts";

/**
 * What is known of one message after its transmission: the JSON object of `semcom send --json` and of a line of an
 * evaluation's results. Keys only ever get added; `schema` changes if one changes its meaning.
 */
export function messageRecord(
  { settings, folder, air, knowledge }: Link,
  reception: Reception,
  figures: FidelityFigures,
) {
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
    ...settings.txSnrDb !== undefined && { tx_snr_db: settings.txSnrDb },
    ...knowledge.csi !== "perfect" && { csi: knowledge.csi },
    ...knowledge.pilots && {
      pilots: tokens > 0 ? knowledge.pilots.count : 0,
      pilot_power_db: knowledge.pilots.powerDb,
      estimate: knowledge.pilots.estimate,
    },
    ...knowledge.equaliser !== "zf" && { equaliser: knowledge.equaliser },
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
      // Of information bits: the message's energy shared among them. An empty message has none, nor has a channel for bits.
      ...bits > 0 && !carriesBits(air) &&
        { eb_n0_db: settings.snrDb - 10 * Math.log10(bits / energy(channelUses, knowledge)) },
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

/** The energy of a message that is not empty, over the mean energy of a use that is no pilot. */
function energy(uses: number, { pilots }: Knowledge): number {
  return pilots === undefined ? uses : uses + pilots.count * (10 ** (pilots.powerDb / 10) - 1);
}

/** What the ends know of the channel, for people, where it is not all: "8 pilots (lmmse)", "transmitter at 5 dB". */
export function knowledgeParts({ settings, knowledge: { csi, pilots, equaliser } }: Link): string[] {
  const power = pilots?.powerDb ? ` at ${pilots.powerDb} dB` : "";
  return [
    ...settings.txSnrDb !== undefined ? [`transmitter at ${settings.txSnrDb} dB`] : [],
    ...csi === "none" ? ["no channel knowledge"] : [],
    ...pilots !== undefined
      ? [`${pilots.count} ${pilots.count === 1 ? "pilot" : "pilots"}${power} (${pilots.estimate})`]
      : [],
    ...equaliser !== "zf" ? [`${equaliser} equaliser`] : [],
  ];
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
