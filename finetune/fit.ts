import { bitChannelFrom } from "../channel/registry.ts";
import type { CodecDescription } from "../codec/codec.ts";
import { UsageError } from "../errors.ts";
import { type LinkSettings, settingsByName } from "../link/fields.ts";
import { resolve } from "../link/resolve.ts";
import { type FinetuneSettings, USUAL_SNRS } from "./settings.ts";

/** The SNR in dB at which codecs are judged that are trained for every link: there is most to gain. */
const VALIDATION_SNR_DB = 3;

/** The links of a fine-tuning. */
export interface Fit {
  /** The complete settings of the links that a sentence of training may meet, one an SNR; undefined for links of every kind. */
  readonly links: readonly LinkSettings[] | undefined;
  /** The settings of the link that validation goes over. */
  readonly validation: LinkSettings;
}

/**
 * Resolves the links that a codec is fitted to.
 * @throws {UsageError} for settings that no link can have, or an SNR without a link that has one.
 */
export function resolveFit({ link, snrDb, seed }: FinetuneSettings, codec: CodecDescription): Fit {
  if (link === undefined) {
    if (snrDb === undefined) return { links: undefined, validation: { seed, snrDb: VALIDATION_SNR_DB } };
    throw new UsageError("An SNR is given, and no link to fit the codec to: name a channel, or leave the SNR out");
  }
  const carriesBits = link.channel !== undefined && bitChannelFrom(link.channel) !== undefined;
  const snrs = carriesBits && snrDb === undefined ? [undefined] : snrDb ?? USUAL_SNRS;
  const links = snrs.map((snrDb) => {
    const { codec: _, ...settings } = resolve({ ...link, seed, ...snrDb !== undefined && { snrDb } }, codec).effective;
    return settings;
  });
  return { links, validation: links[Math.floor(links.length / 2)]! };
}

/** Sums up the links that a codec is fitted to, by the names of results, with a list of SNRs. */
export function describeFit({ links }: Fit): Readonly<Record<string, unknown>> | "mixed" {
  if (links === undefined) return "mixed";
  const [{ snrDb, ...settings }] = links as [LinkSettings];
  return { ...settingsByName(settings), ...snrDb !== undefined && { snr_db: links.map(({ snrDb }) => snrDb) } };
}
