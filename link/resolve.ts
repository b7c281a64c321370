import type { BitChannel, Channel } from "../channel/channel.ts";
import type { CodeFamily } from "../channel/coding/code.ts";
import { isUncoded } from "../channel/coding/none.ts";
import { codeFamily } from "../channel/coding/registry.ts";
import { impair, type Impairments } from "../channel/impairments.ts";
import { type Interleaver, interleaverNamed } from "../channel/interleaver.ts";
import type { Modulation } from "../channel/modulation/modulation.ts";
import { modulationNamed } from "../channel/modulation/registry.ts";
import { countPilots, type Receiver, RECEIVER_DEFAULTS, resolveReceiver } from "../channel/receiver/receiver.ts";
import { bitChannelFrom, channelFrom } from "../channel/registry.ts";
import type { CodecDescription } from "../codec/codec.ts";
import { UsageError } from "../errors.ts";
import { checkValues, failureOf, ratioOf, refuseBoth, refuseIneffective, usualOf, wordRateOf } from "./check.ts";
import { chooseCoded, chooseForMessages, chooseUncoded } from "./digital_choice.ts";
import type { LinkType } from "./field.ts";
import type { HeaderPrice } from "./header.ts";
import { autoMemory } from "./auto_memory.ts";
import {
  ALL_MEMORY,
  AUTO_MEMORY,
  type FieldKey,
  fieldOf,
  FIELDS,
  type LinkSettings,
  NO_KNOWLEDGE,
  USUAL,
} from "./fields.ts";

/** A link that is complete and legal: nothing behind it checks again. */
export type ResolvedLink = AnalogLink | DigitalLink | BitLink;

interface Common {
  /** All settings that have an effect, with their values, in the order of the table. */
  readonly effective: LinkSettings;
  readonly load: Load;
  readonly header: HeaderPrice;
  readonly seed: number;
}

/** Complex uses over a channel, without a channel code. */
export interface AnalogLink extends Common, Waveform {
  readonly type: "analog";
  /** Mean Es/N0 in dB. */
  readonly snrDb: number;
  /** The mean Es/N0 in dB that the transmitter's codec believes in. */
  readonly transmitterSnrDb: number;
}

/** Coded bits, modulated, over a channel for complex uses. */
export interface DigitalLink extends Common, Waveform {
  readonly type: "digital";
  /** Mean Es/N0 in dB. */
  readonly snrDb: number;
  readonly code: CodeFamily;
  readonly codeRate: CodeRate;
  readonly modulation: Modulation;
  readonly interleaver: Interleaver;
}

/** Coded bits over a channel that carries bits. */
export interface BitLink extends Common {
  readonly type: "bits";
  readonly code: CodeFamily;
  readonly codeRate: CodeRate;
  readonly channel: BitChannel;
}

/** A channel for complex uses, with the impairments of its ends in it, and its receiver. */
export interface Waveform {
  readonly channel: Channel;
  readonly impairments: Impairments;
  readonly receiver: Receiver;
}

/** The rule by which a message's uses or bits follow from what it asks for. */
export type Load =
  /** Channel uses a token; pilots come on top. The setting said them so, or as uses a word of ordinary text. */
  | { readonly type: "rate"; readonly uses: number; readonly said: number | string }
  /** The least channel uses at which a message fails with that probability; pilots come on top. */
  | { readonly type: "auto"; readonly failure: number }
  /** Channel uses a message, pilots among them. */
  | { readonly type: "budget"; readonly uses: number }
  /** Information bits a token of a coded link. */
  | { readonly type: "bits"; readonly bits: number }
  /** As many information bits as the message has: on a coded link, for a codec of fixed load. */
  | { readonly type: "message" };

/** Information bits per coded bit; or it follows from the bits that a message has and the uses that it is given. */
export type CodeRate = number | "follows";

/**
 * Completes settings for a codec.
 *
 * @example
 * ```ts
 * import { describeCodec, resolve } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const link = resolve({ snrDb: 5, modulation: "QPSK" }, await describeCodec("bart-mini"));
 * assert.ok(link.type === "digital" && link.code.name === "ldpc");
 * ```
 * @throws {UsageError} for a setting that is unknown, out of range or without effect, or that does not go with another.
 */
export function resolve(given: LinkSettings, codec: CodecDescription): ResolvedLink {
  const settings = { ...checkValues(given), scheme: codec.scheme };
  const bitChannel = settings.channel === undefined ? undefined : bitChannelFrom(settings.channel);
  const type = linkType(settings, codec, bitChannel);
  refuseIneffective(settings, type, reasonFor(type, codec, bitChannel));
  if (type === "analog") return resolveAnalog(settings, codec);
  return bitChannel === undefined
    ? resolveDigital(completeChoice(settings, codec), codec)
    : resolveBits(settings, codec, bitChannel);
}

function linkType(settings: LinkSettings, codec: CodecDescription, bitChannel: BitChannel | undefined): LinkType {
  if (bitChannel !== undefined && settings.link === "analog") {
    throw new UsageError(
      `The channel ${bitChannel.name} carries bits, and the link is analog: make it digital, or take another channel`,
    );
  }
  const { links } = codec.traits;
  const needsBits = bitChannel !== undefined || isCoded(settings);
  const wanted = settings.link ?? (needsBits ? "digital" : links[0]!);
  if (links.some((link) => link === wanted)) return bitChannel === undefined ? wanted as "analog" | "digital" : "bits";
  throw new UsageError(
    `The codec ${codec.name} works over ${
      links.join(" and ")
    } links only, and the link is ${wanted}: leave one out, or take another codec`,
  );
}

/** True where a setting is given that only links of coded bits have. */
function isCoded(settings: LinkSettings): boolean {
  return FIELDS.some(({ key, links }) =>
    settings[key] !== undefined && !(links as readonly LinkType[]).includes("analog")
  );
}

function reasonFor(type: LinkType, { name, traits }: CodecDescription, bitChannel: BitChannel | undefined): string {
  if (bitChannel !== undefined) return `the channel ${bitChannel.name} carries bits as they are`;
  return traits.links.length === 1 ? `the codec ${name} sends ${type} signals only` : `the link is ${type}`;
}

/**
 * A digital link of which nothing else is said takes the code, the code rate and the modulation that did best at its SNR.
 * Where a code is given and the code rate follows, it takes the modulation.
 */
function completeChoice(settings: LinkSettings, codec: CodecDescription): LinkSettings {
  const { traits } = codec;
  const rateFollows = traits.load === "fixed" && hasUses(settings);
  const snrDb = settings.snrDb ?? usualNumber("snrDb");
  const { channelCode, modulation, codeRate: given, bits } = settings;
  if ([channelCode, modulation, given, bits].some((one) => one !== undefined)) {
    if (!rateFollows || modulation !== undefined || given !== undefined) return settings;
    return { ...settings, modulation: chooseForMessages(snrDb, neededBitsPerUse(settings, codec)).modulation };
  }
  const { codeRate, ...choice } = traits.isCode
    ? chooseUncoded(snrDb)
    : traits.load === "elastic"
    ? chooseCoded(snrDb)
    : chooseForMessages(snrDb, neededBitsPerUse(settings, codec));
  return { ...settings, ...choice, ...!rateFollows && { codeRate } };
}

/** Bits that a use of ordinary text carries at a rate, where that is known of a codec of fixed load. */
function neededBitsPerUse(settings: LinkSettings, codec: CodecDescription): number | undefined {
  const { bitsPerToken } = codec.traits;
  if (settings.rate === undefined || bitsPerToken === undefined) return undefined;
  const load = resolveLoad(settings, codec, 0);
  return load.type === "rate" ? bitsPerToken / load.uses : undefined;
}

/** True where a setting says how many uses a message takes. */
function hasUses({ rate, budget }: LinkSettings): boolean {
  return rate !== undefined || budget !== undefined;
}

function resolveAnalog(settings: LinkSettings, codec: CodecDescription): AnalogLink {
  const waveform = resolveWaveform(settings);
  const load = resolveLoad(settings, codec, countPilots(waveform.receiver));
  const snrDb = settings.snrDb ?? usualNumber("snrDb");
  const effective = sortSettings({
    ...settings,
    ...commonSettings(settings, codec, load),
    ...waveformSettings(waveform),
    ...codec.scheme === "spinal" && { memory: resolveMemory(settings, codec, load) },
    link: "analog",
    header: settings.header ?? "free",
    snrDb,
  });
  return {
    type: "analog",
    effective,
    load,
    header: effective.header as HeaderPrice,
    seed: effective.seed!,
    ...waveform,
    snrDb,
    transmitterSnrDb: settings.txSnrDb ?? snrDb,
  };
}

function resolveDigital(settings: LinkSettings, codec: CodecDescription): DigitalLink {
  const waveform = resolveWaveform(settings);
  refuseAuto(settings, "the link is digital");
  const load = resolveLoad(settings, codec, countPilots(waveform.receiver));
  const { code, codeRate } = resolveCode(settings, codec);
  const modulation = modulationNamed(settings.modulation ?? USUAL.modulation);
  const interleaver = interleaverNamed(settings.interleaver, waveform.channel);
  const snrDb = settings.snrDb ?? usualNumber("snrDb");
  const effective = sortSettings({
    ...commonSettings(settings, codec, load),
    ...waveformSettings(waveform),
    ...settingsOfCode(code, codeRate),
    header: settings.header ?? "charged",
    modulation: modulation.name,
    interleaver,
    snrDb,
  });
  const common = { effective, load, header: effective.header as HeaderPrice, seed: effective.seed! };
  return { type: "digital", ...common, ...waveform, snrDb, code, codeRate, modulation, interleaver };
}

function resolveBits(settings: LinkSettings, codec: CodecDescription, channel: BitChannel): BitLink {
  refuseAuto(settings, "the link is digital");
  const load = resolveLoad(settings, codec, 0);
  const { code, codeRate } = resolveCode(settings, codec);
  const effective = sortSettings({
    ...commonSettings(settings, codec, load),
    ...settingsOfCode(code, codeRate),
    header: settings.header ?? "charged",
    channel: channel.name,
  });
  const common = { effective, load, header: effective.header as HeaderPrice, seed: effective.seed! };
  return { type: "bits", ...common, code, codeRate, channel };
}

/**
 * Resolves a channel for complex uses and its receiver.
 * @param settings Each legal by itself.
 * @throws {UsageError} if the channel carries bits, or takes no pilots where there are some.
 */
export function resolveWaveform(settings: LinkSettings): Waveform {
  const channel = channelFrom(settings.channel ?? `${usualOf(fieldOf("channel"))}`);
  const { cfo, phaseNoise, clipDb } = settings;
  for (const key of ["cfo", "phaseNoise"] as const) {
    if (channel.carriers === undefined || settings[key] === undefined) continue;
    throw new UsageError(
      `The ${fieldOf(key).title} is ${
        settings[key]
      }, and the channel ${channel.name} is OFDM, whose uses are subcarriers: leave one out`,
    );
  }
  const impairments = {
    ...cfo !== undefined && { cfo },
    ...phaseNoise !== undefined && { phaseNoise },
    ...clipDb !== undefined && { clipDb },
  };
  return { channel: impair(channel, impairments), impairments, receiver: resolveReceiver(settings, channel) };
}

/** The settings that a waveform stands for. */
export function waveformSettings({ channel, impairments, receiver }: Waveform): LinkSettings {
  return {
    channel: channel.name,
    csi: receiver.csi,
    ...receiver.csi === "pilots" && {
      pilots: receiver.pilots.count,
      pilotPowerDb: receiver.pilots.powerDb,
      estimate: receiver.pilots.estimator,
    },
    ...receiver.csi !== "none" && { equaliser: receiver.equaliser },
    ...receiver.antennas !== RECEIVER_DEFAULTS.antennas && { antennas: receiver.antennas },
    ...receiver.snrDb !== undefined && { rxSnrDb: receiver.snrDb },
    ...impairments,
  };
}

function settingsOfCode({ name }: CodeFamily, codeRate: CodeRate): LinkSettings {
  return { link: "digital", channelCode: name, ...codeRate !== "follows" && { codeRate } };
}

function resolveCode(
  settings: LinkSettings,
  { name, traits }: CodecDescription,
): { code: CodeFamily; codeRate: CodeRate } {
  const { channelCode = USUAL.channelCode, codeRate } = settings;
  const code = codeFamily(channelCode);
  requireCodeRate(code, codeRate);
  if (traits.load === "elastic" || !hasUses(settings)) {
    return { code, codeRate: codeRate ?? (isUncoded(code) ? 1 : ratioOf(USUAL.codeRate)) };
  }
  if (codeRate === undefined && !isUncoded(code)) return { code, codeRate: "follows" };
  const said = settings.rate === undefined ? `a budget (${settings.budget})` : `a rate (${settings.rate})`;
  throw new UsageError(
    `The codec ${name} has as many bits as its text, so that ${said} leaves the code rate to follow: ${
      codeRate === undefined ? "take a channel code" : "leave the code rate out"
    }, or leave out the ${settings.rate === undefined ? "budget" : "rate"}`,
  );
}

/**
 * Refuses a code rate that a channel code cannot have.
 * @throws {UsageError} for a rate below 1 without a code.
 */
export function requireCodeRate(code: CodeFamily, codeRate: number | undefined): void {
  if (!isUncoded(code) || codeRate === undefined || codeRate === 1) return;
  throw new UsageError(`The code rate is ${codeRate}, and must be 1 without a channel code`);
}

/** Refuses an automatic rate where nothing says how many uses a message needs. */
function refuseAuto({ rate }: LinkSettings, why: string): void {
  if (isAuto(rate)) throw new UsageError(`The rate is ${rate}, and ${why}: give a number`);
}

/** Finds which of rate, budget and bits decides. */
function resolveLoad(settings: LinkSettings, { name, traits }: CodecDescription, pilots: number): Load {
  refuseBoth(settings, ["rate", "budget", "bits"]);
  const { rate, budget, bits } = settings;
  if (budget !== undefined) {
    if (budget > pilots) return { type: "budget", uses: budget };
    throw new UsageError(
      `The budget is ${budget} uses, and the pilots take ${pilots}, which leaves none for the message`,
    );
  }
  if (bits !== undefined && traits.load === "fixed") {
    throw new UsageError(`The number of bits is ${bits} a token, and the codec ${name} decides it: leave it out`);
  }
  if (bits !== undefined) return { type: "bits", bits: requireWithin(bits, traits.bits, "number of bits", "a token") };
  if (rate === undefined && traits.load === "fixed") return { type: "message" };
  if (isAuto(rate)) {
    if (traits.isCode) return { type: "auto", failure: failureOf(rate) };
    refuseAuto(settings, `the codec ${name} does not know how many uses a message needs`);
  }
  const said = rate ?? traits.rate.usual;
  const uses = typeof said === "number" ? said : wordRateOf(said)! / tokensPerWord(said, name, traits);
  return { type: "rate", uses: requireWithin(uses, traits.rate, "rate", "uses a token"), said };
}

/** Refuses a rate a word where nothing says how many tokens a word has. */
function tokensPerWord(rate: string, name: string, { tokensPerWord }: CodecDescription["traits"]): number {
  if (tokensPerWord !== undefined) return tokensPerWord;
  throw new UsageError(
    `The rate is ${rate}, and the codec ${name} does not know how many tokens a word has: give uses a token`,
  );
}

function isAuto(rate: LinkSettings["rate"]): rate is string {
  return typeof rate === "string" && wordRateOf(rate) === undefined;
}

function requireWithin(value: number, { min, max }: { min: number; max: number }, what: string, unit: string): number {
  if (value >= min && value <= max) return value;
  throw new UsageError(`The ${what} is ${value} ${unit}, and must be from ${min} to ${max}`);
}

/** The settings that links of all types have. */
function commonSettings(settings: LinkSettings, { name, scheme }: CodecDescription, load: Load): LinkSettings {
  return {
    codec: settings.codec ?? name,
    scheme,
    ...scheme === "spinal" && {
      beam: settings.beam ?? usualNumber("beam"),
      harq: settings.harq ?? usualNumber("harq"),
      context: settings.context ?? usualNumber("context"),
      txKnowledge: settings.txKnowledge ?? NO_KNOWLEDGE,
      rxKnowledge: settings.rxKnowledge ?? NO_KNOWLEDGE,
      // Bits have no energy to give, without which a message does not degrade word by word.
      memory: isAutoMemory(settings) ? ALL_MEMORY : settings.memory!,
    },
    ...(scheme === "spinal" || scheme === "arithmetic") && { knowledge: settings.knowledge ?? NO_KNOWLEDGE },
    ...(scheme === "separate" || scheme === "arithmetic") &&
      {
        ...settings.harq !== undefined && { harq: settings.harq },
        onFailure: settings.onFailure ?? `${usualOf(fieldOf("onFailure"))}`,
      },
    ...load.type === "rate" && { rate: load.said },
    ...load.type === "auto" && { rate: `auto:${load.failure}` },
    ...load.type === "budget" && { budget: load.uses },
    ...load.type === "bits" && { bits: load.bits },
    seed: settings.seed ?? usualNumber("seed"),
  };
}

function isAutoMemory({ memory = AUTO_MEMORY }: LinkSettings): boolean {
  return memory === AUTO_MEMORY;
}

/**
 * The memory of a spinal code on an analog link, of which an automatic one follows from what the channel carries. Further
 * rounds of hybrid ARQ carry more.
 */
function resolveMemory(settings: LinkSettings, { traits }: CodecDescription, load: Load): string | number {
  if (!isAutoMemory(settings)) return settings.memory!;
  const { snrDb = usualNumber("snrDb"), txSnrDb = snrDb, harq = usualNumber("harq") } = settings;
  return harq === 1 && load.type === "rate" && traits.bitsPerToken !== undefined
    ? autoMemory(load.uses, traits.bitsPerToken, txSnrDb)
    : ALL_MEMORY;
}

function usualNumber(key: FieldKey): number {
  return Number(usualOf(fieldOf(key)));
}

/** Settings in the order of the table. */
function sortSettings(settings: LinkSettings): LinkSettings {
  return Object.fromEntries(FIELDS.flatMap(({ key }) => settings[key] === undefined ? [] : [[key, settings[key]]]));
}
