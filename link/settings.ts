import { bitChannelFrom } from "../channel/registry.ts";
import { UsageError } from "../errors.ts";
import { unknownName } from "../suggest.ts";
import { digitalChoice } from "./digital_choice.ts";
import type { KnowledgeSettings } from "../channel/receiver/csi.ts";

/** How a link is set up. Any of `channelCode`, `codeRate`, `modulation` and `bits` makes it digital, as `link` can. */
export interface LinkSettings extends KnowledgeSettings {
  /**
   * "analog" or "digital". A digital link of which nothing else is said takes the code, the code rate and the modulation
   * that did best at its SNR over AWGN ({@linkcode digitalChoice}).
   */
  readonly link?: string;
  /** A bundled codec's name or the path of a codec folder. */
  readonly codec: string;
  /** A channel's name, with parameters as in "rician:k=6,fading=fast". One that carries bits needs a digital link. */
  readonly channel: string;
  /** Mean Es/N0 in dB per complex channel use. */
  readonly snrDb: number;
  /** The Es/N0 in dB that the transmitter's codec believes in, on an analog link; `snrDb` by default. */
  readonly txSnrDb?: number;
  /**
   * Channel uses per token, any real number from 1 to the codec's most; a message gets the nearest whole number of uses.
   * Pilots come on top.
   */
  readonly rate?: number;
  /** Channel uses of a whole message, pilots included, met exactly; takes the place of `rate`. */
  readonly budget?: number;
  /** A message's noise depends on this and on its index alone. */
  readonly seed: number;
  /** Threads of a run of the language model; all cores by default. */
  readonly threads?: number;
  /** The channel code's family, "ldpc" by default. */
  readonly channelCode?: string;
  /** Information bits per coded bit, above 0 and at most 1; 1/2 by default, and 1 without a code. */
  readonly codeRate?: number;
  /** The modulation's name, "qpsk" by default; none goes with a channel that carries bits. */
  readonly modulation?: string;
  /** Information bits per token, at most twice the codec's most uses; takes the place of `rate`. */
  readonly bits?: number;
}

/** The settings of {@linkcode LinkSettings} that have a usual value. */
export const DEFAULTS = { codec: "bart-mini", channel: "awgn", snrDb: 10, rate: 6, seed: 1 } as const;

/** Mean SNR outside these bounds says nothing about the codecs, which learn from -6 to 20 dB. */
export const SNR_RANGE = [-30, 60] as const;

/**
 * Settings with what `link` alone leaves open.
 * @throws {UsageError} for a link of another name, or an analog one with what only a digital one has.
 */
export function completed(settings: LinkSettings): LinkSettings {
  const { link } = settings;
  if (link === undefined) return settings;
  if (link !== "analog" && link !== "digital") throw unknownName("link", link, ["analog", "digital"]);
  const given = DIGITAL.find(({ name }) => settings[name] !== undefined);
  if (link === "analog" && given !== undefined) {
    const value = settings[given.name];
    throw new UsageError(
      `The link is analog, and the ${given.what} is ${value}, as only a digital one has: leave one out`,
    );
  }
  if (link === "analog" || given !== undefined) return settings;
  // A channel that carries bits takes no modulation, and its quality is not the SNR.
  if (bitChannelFrom(settings.channel) !== undefined) return { ...settings, channelCode: "ldpc" };
  return { ...settings, ...digitalChoice(settings.snrDb) };
}

/** The settings of which any makes a link digital. */
const DIGITAL = [
  { name: "channelCode", what: "channel code" },
  { name: "codeRate", what: "code rate" },
  { name: "modulation", what: "modulation" },
  { name: "bits", what: "number of bits a token" },
] as const;

/** Whether features cross the channel as bits. */
export function isDigital(settings: LinkSettings): boolean {
  return DIGITAL.some(({ name }) => settings[name] !== undefined);
}
