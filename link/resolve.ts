import { codeFamily } from "../channel/coding/registry.ts";
import { modulation } from "../channel/modulation/modulation.ts";
import { bitChannelFrom, channelFrom } from "../channel/registry.ts";
import { UsageError } from "../errors.ts";
import type { AirInterface } from "./air_interface.ts";
import { Analog } from "./analog.ts";
import { Digital } from "./digital.ts";
import { type Knowledge, knowledgeOf } from "../channel/receiver/csi.ts";
import { modulated } from "./modulated.ts";
import { knowing } from "../channel/receiver/receive.ts";
import { completed, DEFAULTS, isDigital, type LinkSettings, SNR_RANGE } from "./settings.ts";

/** Settings that are complete, and as legal as can be seen without a codec. */
export interface Checked {
  readonly settings: LinkSettings;
  /** What the receiver knows of the gains. */
  readonly knowledge: Knowledge;
}

/**
 * Checks and completes settings.
 * @throws {UsageError} for one that is unknown or out of range, or does not go with another.
 */
export function checked(given: LinkSettings): Checked {
  const settings = completed(given);
  const { snrDb, txSnrDb, seed } = settings;
  checkRange("SNR", snrDb, ...SNR_RANGE, "dB");
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new UsageError(`The seed is ${seed}, and must be a whole number from 0 to 2^53 - 1`);
  }
  if (txSnrDb !== undefined) checkRange("transmitter's SNR", txSnrDb, ...SNR_RANGE, "dB");
  if (txSnrDb !== undefined && isDigital(settings)) {
    throw new UsageError(
      `The transmitter's SNR is ${txSnrDb} dB, and no SNR reaches the codec of a digital link: leave it out`,
    );
  }
  const knowledge = knowledgeOf(settings);
  checkChannel(settings, knowledge);
  return { settings, knowledge };
}

/**
 * What gets a codec's coordinates over the channel.
 * @param mostUses M, the most channel uses of a token that the codec knows.
 * @throws {UsageError} for a setting that is unknown or out of range.
 */
export function airInterface({ settings, knowledge }: Checked, mostUses: number): AirInterface {
  const { rate = DEFAULTS.rate, budget, bits } = settings;
  const pilots = knowledge.pilots?.count ?? 0;
  checkRange("rate", rate, 1, mostUses, "uses a token");
  if (budget !== undefined && !(Number.isInteger(budget) && budget >= 1)) {
    throw new UsageError(`The budget is ${budget} uses, and must be a whole number of at least 1`);
  }
  if (budget !== undefined && budget <= pilots) {
    throw new UsageError(
      `The budget is ${budget} uses, and the pilots take ${pilots}, which leaves none for the message`,
    );
  }
  const usesOf = (tokens: number) => budget === undefined ? Math.round(rate * tokens) : budget - pilots;
  const snr = 10 ** (settings.snrDb / 10);
  const width = 2 * mostUses;
  if (!isDigital(settings)) {
    return new Analog(knowing(channelFrom(settings.channel), knowledge), snr, width, usesOf, pilots);
  }

  const family = codeFamily(settings.channelCode ?? "ldpc");
  const codeRate = settings.codeRate ?? (family.name === "none" ? 1 : 0.5);
  if (!(codeRate > 0 && codeRate <= 1)) {
    throw new UsageError(`The code rate is ${codeRate}, and must be above 0 and at most 1`);
  }
  if (family.name === "none" && codeRate !== 1) {
    throw new UsageError(`The code rate is ${codeRate}, and must be 1 without a channel code`);
  }
  if (bits !== undefined) checkRange("number of bits", bits, 1, width, "a token");
  if (bits !== undefined && budget !== undefined) {
    throw new UsageError("Both bits a token and a budget are given, and either decides: leave one out");
  }
  const common = { family, codeRate, ...bits !== undefined && { bits } };
  const bitChannel = bitChannelFrom(settings.channel);
  if (bitChannel !== undefined) return new Digital(common, bitChannel.name, bitChannel, width, usesOf);
  const channel = knowing(channelFrom(settings.channel), knowledge);
  const scheme = modulation(settings.modulation ?? "qpsk");
  const carrier = modulated(scheme, channel, snr);
  return new Digital({ ...common, modulation: scheme }, channel.name, carrier, width, usesOf, pilots);
}

/** Refuses a channel that is unknown, or that does not go with the link or with what the receiver knows. */
function checkChannel(settings: LinkSettings, knowledge: Knowledge): void {
  const bitChannel = isDigital(settings) ? bitChannelFrom(settings.channel) : undefined;
  if (bitChannel === undefined) return void knowing(channelFrom(settings.channel), knowledge);
  const unfit = settings.modulation !== undefined
    ? `The modulation is ${settings.modulation}`
    : knowledge.csi !== "perfect"
    ? `The channel knowledge is ${knowledge.csi}`
    : settings.equaliser !== undefined
    ? `The equaliser is ${knowledge.equaliser}`
    : undefined;
  if (unfit === undefined) return;
  throw new UsageError(`${unfit}, and the channel ${bitChannel.name} carries bits as they are: leave one out`);
}

function checkRange(what: string, value: number, least: number, most: number, unit: string): void {
  if (!(value >= least && value <= most)) {
    throw new UsageError(`The ${what} is ${value} ${unit}, and must be from ${least} to ${most}`);
  }
}
