import type { CodeFamily } from "../channel/coding/code.ts";
import { codeFamilies } from "../channel/coding/registry.ts";
import { INTERLEAVERS } from "../channel/interleaver.ts";
import { channelFamilies } from "../channel/registry.ts";
import { modulations } from "../channel/modulation/registry.ts";
import { EQUALISERS } from "../channel/receiver/equalisation.ts";
import { ESTIMATORS } from "../channel/receiver/estimate.ts";
import { MAX_PILOTS } from "../channel/receiver/pilots.ts";
import { CSI, MAX_ANTENNAS, RECEIVER_DEFAULTS } from "../channel/receiver/receiver.ts";
import { ON_FAILURE, SCHEMES, USUAL_BEAM, USUAL_ON_FAILURE, USUAL_RATE } from "../codec/codec.ts";
import { HEADER_PRICES } from "./header.ts";
import type { Command, Field, Kind, LinkType, Usual } from "./field.ts";

const EVERYWHERE = ["send", "eval", "finetune", "ber"] as const satisfies readonly Command[];
const WITH_TEXT = ["send", "eval", "finetune"] as const satisfies readonly Command[];
const MESSAGES = ["send", "eval"] as const satisfies readonly Command[];
const ALL: readonly LinkType[] = ["analog", "digital", "bits"];
const WAVEFORMS: readonly LinkType[] = ["analog", "digital"];
const CODED: readonly LinkType[] = ["digital", "bits"];

/** The most messages that are read before one: more would help little, and all are read anew each time. */
const MAX_CONTEXT = 32;

/** The value of a setting of knowledge that stands for none. */
export const NO_KNOWLEDGE = "none";

/** What the memory of a spinal code may be besides a number of tokens. */
export const [AUTO_MEMORY, ALL_MEMORY] = ["auto", "all"] as const;
const MEMORIES: readonly string[] = [AUTO_MEMORY, ALL_MEMORY];

/** The most rounds of hybrid ARQ. */
export const MAX_ROUNDS = 8;

/** The probability that a message fails, where a rate is automatic and nothing is said. */
export const USUAL_FAILURE = 0.01;

/** Values of settings where nothing is said, of which some follow from others. */
export const USUAL = { snrDb: 10, channelCode: "ldpc", codeRate: "1/2", modulation: "qpsk" } as const;

/** "a, b or c". */
export function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

const namesOf = (known: readonly { readonly name: string }[]) => joinNames(known.map(({ name }) => name));

/** "polar (list=1…1024: 8)": a family of codes with what its spec may say. */
const describeCode = ({ name, parameters = [] }: CodeFamily) => {
  const described = parameters.map((one) =>
    "values" in one ? `${one.name}=${one.values.join("|")}` : `${one.name}=${one.min}…${one.max}: ${one.default}`
  );
  return `${name} (${described.join(", ")})`;
};

/**
 * The table of settings of a link: from it come the flags of the commands, their help and their types, the axes of a
 * sweep, what a report's header and a line of results say, and the check that a run that goes on is the same run.
 * A new setting is a row here, and the place in resolve.ts where it has its effect.
 *
 * @example
 * ```ts
 * import { FIELDS } from "@semcom/semcom";
 * import assert from "node:assert/strict";
 *
 * const snr = FIELDS.find(({ key }) => key === "snrDb")!;
 * assert.equal(`--${snr.flag}, in results ${snr.json}`, "--snr, in results snr_db");
 * ```
 */
export const FIELDS = [
  {
    key: "codec",
    flag: "codec",
    json: "codec",
    title: "codec",
    kind: { type: "codec" },
    metavar: "NAME|FOLDER",
    group: "Codec and rate",
    help: "A name of semcom codecs list, or a codec folder.",
    details: null,
    usual: defineValue("bart-mini"),
    commands: WITH_TEXT,
    links: ALL,
    needs: null,
  },
  {
    key: "scheme",
    flag: "scheme",
    json: "scheme",
    title: "scheme",
    kind: defineName(() => SCHEMES),
    metavar: "NAME",
    group: "Codec and rate",
    help: "The way to channel input: learned, spinal, arithmetic or separate.",
    details:
      "learned: a trained rate adapter. spinal: codewords that are searched for under a language model. arithmetic: the bits of an arithmetic code under a language model. separate: those of another source code. semcom codecs list says what a codec has.",
    usual: defineWords("the codec's own"),
    commands: MESSAGES,
    links: ALL,
    needs: null,
  },
  {
    key: "snrDb",
    flag: "snr",
    json: "snr_db",
    title: "SNR",
    // Mean SNR outside these bounds says nothing about the codecs, which learn from -6 to 20 dB.
    kind: defineReal(-30, 60, "dB"),
    metavar: "DB",
    group: "Channel",
    help: "Mean Es/N0 per complex channel use, in dB.",
    details: null,
    usual: defineValue(USUAL.snrDb),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "channel",
    flag: "channel",
    json: "channel",
    title: "channel",
    kind: { type: "channel" },
    metavar: "NAME",
    group: "Channel",
    help: "Its name, with parameters as in rician:k=6,fading=fast; semcom channels list has all.",
    details: `${namesOf(channelFamilies().filter(({ carries }) => carries === "uses"))}; for bits ${
      namesOf(channelFamilies().filter(({ carries }) => carries === "bits"))
    }. semcom channels show NAME has the parameters of one.`,
    usual: defineValue("awgn"),
    commands: EVERYWHERE,
    links: ALL,
    needs: null,
  },
  {
    key: "link",
    flag: "link",
    json: "link",
    title: "link",
    kind: defineName(() => ["analog", "digital"]),
    metavar: "KIND",
    group: "Bits and channel code",
    help: "analog (channel uses) or digital (bits, coded and modulated).",
    details:
      "analog: the codec's signal is channel uses. digital: it is bits, coded and modulated; without a channel code, a code rate, a modulation or bits as did best at this SNR over AWGN.",
    usual: defineWords("analog, where the codec can"),
    commands: WITH_TEXT,
    links: ALL,
    needs: null,
  },
  {
    key: "rate",
    flag: "rate",
    json: "rate",
    title: "rate",
    kind: { type: "rate", min: 0, max: 1_000_000, unit: "uses a token" },
    metavar: "USES",
    group: "Codec and rate",
    help: "Channel uses a token, or a word as in 8/word; with --scheme spinal also auto or auto:P.",
    details:
      `Any real number that the codec takes, or one per word of ordinary English text, as in 8/word. It is a mean over such text where a message takes uses by its information. Pilots and a charged header come on top. auto or auto:P: the least uses at which a message fails with probability P over AWGN (${USUAL_FAILURE}).`,
    usual: defineWords(`${USUAL_RATE}`),
    commands: WITH_TEXT,
    links: ALL,
    needs: null,
  },
  {
    key: "budget",
    flag: "budget",
    json: "budget",
    title: "budget",
    // 64 messages of so many uses, which go together, take 2 GB.
    kind: defineWhole(1, 1_000_000, "uses"),
    metavar: "USES",
    group: "Codec and rate",
    help: "Channel uses of each whole message, instead of a rate.",
    details: "Pilots and a charged header are included, and it is met exactly.",
    usual: defineWords("none"),
    commands: WITH_TEXT,
    links: ALL,
    needs: null,
  },
  {
    key: "bits",
    flag: "bits",
    json: "bits",
    title: "number of bits",
    kind: defineReal(0, 1_000_000, "a token"),
    metavar: "BITS",
    group: "Codec and rate",
    help: "Information bits a token on a digital link, instead of a rate.",
    details: null,
    usual: defineWords("as the rate and the code rate leave"),
    commands: WITH_TEXT,
    links: CODED,
    needs: null,
  },
  {
    key: "channelCode",
    flag: "channel-code",
    json: "channel_code",
    title: "channel code",
    kind: { type: "code" },
    metavar: "NAME",
    group: "Bits and channel code",
    help: `${namesOf(codeFamilies())}, with parameters as in polar:list=32.`,
    details: `This, a code rate, a modulation or bits make the link digital. Parameters, with their defaults: ${
      codeFamilies().filter(({ parameters = [] }) => parameters.length > 0).map(describeCode).join("; ")
    }.`,
    usual: defineWords(USUAL.channelCode),
    commands: EVERYWHERE,
    links: CODED,
    needs: null,
  },
  {
    key: "codeRate",
    flag: "code-rate",
    json: "code_rate",
    title: "code rate",
    kind: { type: "ratio" },
    metavar: "R",
    group: "Bits and channel code",
    help: "Information bits per coded bit, such as 1/2.",
    details: null,
    usual: defineWords(USUAL.codeRate),
    commands: EVERYWHERE,
    links: CODED,
    needs: null,
  },
  {
    key: "modulation",
    flag: "modulation",
    json: "modulation",
    title: "modulation",
    kind: defineName(() => modulations().map(({ name }) => name)),
    metavar: "NAME",
    group: "Bits and channel code",
    help: `${namesOf(modulations())}.`,
    details: "Where the code rate follows from a rate or a budget, it is what did best at this SNR over AWGN.",
    usual: defineWords(USUAL.modulation),
    commands: EVERYWHERE,
    links: ["digital"],
    needs: null,
  },
  {
    key: "interleaver",
    flag: "interleaver",
    json: "interleaver",
    title: "interleaver",
    kind: defineName(() => INTERLEAVERS),
    metavar: "NAME",
    group: "Bits and channel code",
    help: "Order of the coded bits: none, standard or random.",
    details:
      "standard: within a block for the modulation, as TS 38.212 has it for ldpc. random: besides, each bit place of a symbol permuted over all uses of the message, which is its depth.",
    usual: defineWords("random on channels with memory, else standard"),
    commands: EVERYWHERE,
    links: ["digital"],
    needs: null,
  },
  {
    key: "header",
    flag: "header",
    json: "header",
    title: "header",
    kind: defineName(() => HEADER_PRICES),
    metavar: "PRICE",
    group: "Bits and channel code",
    help: "Side information of a message: free or charged.",
    details:
      "How many tokens its segments have, or how many uses it takes, and how its line ends. free: the receiver is told. charged: in a header with a code of its own for the SNR; uses of a budget, else on top; a message whose header fails is lost.",
    usual: defineWords("charged on digital links, free on analog ones"),
    commands: MESSAGES,
    links: ALL,
    needs: null,
  },
  {
    key: "csi",
    flag: "csi",
    json: "csi",
    title: "CSI",
    kind: defineName(() => CSI),
    metavar: "WHAT",
    group: "Receiver",
    help: "What the receiver knows of the gains: perfect, pilots or none.",
    details:
      "Channel state information. perfect: all. pilots: what pilots show. none: it takes every gain to be 1. semcom channels show NAME says which a channel takes.",
    usual: defineValue(RECEIVER_DEFAULTS.csi),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "pilots",
    flag: "pilots",
    json: "pilots",
    title: "number of pilots",
    kind: defineWhole(1, MAX_PILOTS, ""),
    metavar: "N",
    group: "Receiver",
    help: `Pilots of each message, 1 to ${MAX_PILOTS}.`,
    details: "They are spread evenly and count as channel uses: a budget includes them, a rate or bits do not.",
    usual: defineValue(RECEIVER_DEFAULTS.pilots),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: { key: "csi", values: ["pilots"] },
  },
  {
    key: "pilotPowerDb",
    flag: "pilot-power",
    json: "pilot_power_db",
    title: "pilots' power",
    // A pilot's power outside these bounds says nothing about a link of mean power 1.
    kind: defineReal(-20, 20, "dB"),
    metavar: "DB",
    group: "Receiver",
    help: "Power of a pilot over the mean power of the other uses, in dB.",
    details: "The SNR is that of all uses together: what pilots have more, the others have less.",
    usual: defineValue(RECEIVER_DEFAULTS.pilotPowerDb),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: { key: "csi", values: ["pilots"] },
  },
  {
    key: "estimate",
    flag: "estimate",
    json: "estimate",
    title: "estimate",
    kind: defineName(() => Object.keys(ESTIMATORS)),
    metavar: "NAME",
    group: "Receiver",
    help: "Estimation of gains from pilots: lmmse or ls.",
    details:
      "lmmse: linear minimum mean square error by the channel's own statistics. ls: least squares: the mean where a message has one gain, which is all that it knows of the channel, straight lines elsewhere.",
    usual: defineValue(RECEIVER_DEFAULTS.estimate),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: { key: "csi", values: ["pilots"] },
  },
  {
    key: "equaliser",
    flag: "equaliser",
    json: "equaliser",
    title: "equaliser",
    kind: defineName(() => EQUALISERS),
    metavar: "NAME",
    group: "Receiver",
    help: "Equalisation: zf, mmse or matched.",
    details:
      "zf: zero forcing, which the codecs and 16qam and above expect. mmse: biased towards 0. matched: weak uses stay weak. The effective SNR that the receiver is given is the same.",
    usual: defineValue(RECEIVER_DEFAULTS.equaliser),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: { key: "csi", values: ["perfect", "pilots"] },
  },
  {
    key: "antennas",
    flag: "rx",
    json: "rx",
    title: "number of receive antennas",
    kind: defineWhole(1, MAX_ANTENNAS, ""),
    metavar: "N",
    group: "Receiver",
    help: "Receive antennas, combined by maximum ratio.",
    details: "Each has fading and noise of its own, and the SNR as its mean.",
    usual: defineValue(RECEIVER_DEFAULTS.antennas),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "rxSnrDb",
    flag: "rx-snr",
    json: "rx_snr_db",
    title: "receiver's SNR",
    kind: defineReal(-30, 60, "dB"),
    metavar: "DB",
    group: "Receiver",
    help: "The mean Es/N0 that the receiver believes in, in dB.",
    details: null,
    usual: defineWords("the true one"),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "cfo",
    flag: "cfo",
    json: "cfo",
    title: "carrier frequency offset",
    kind: defineReal(-0.5, 0.5, "cycles a use"),
    metavar: "F",
    group: "Channel",
    help: "Carrier frequency offset in cycles a use, which the receiver does not know.",
    details: "Not on tdl channels.",
    usual: defineWords("none"),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "phaseNoise",
    flag: "phase-noise",
    json: "phase_noise",
    title: "phase noise",
    kind: defineReal(0, 90, "degrees"),
    metavar: "DEG",
    group: "Channel",
    help: "Phase noise that the receiver does not know, in degrees a use.",
    details: "The standard deviation of the phase's random walk; not on tdl channels.",
    usual: defineWords("none"),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "clipDb",
    flag: "clip",
    json: "clip_db",
    title: "clipping level",
    kind: defineReal(-10, 30, "dB"),
    metavar: "DB",
    group: "Channel",
    help: "Greatest power of a sample that is sent, in dB over the mean.",
    details:
      "Of a use, on tdl channels of the OFDM signal in time. Records then have the peak-to-average power ratio before it.",
    usual: defineWords("none"),
    commands: EVERYWHERE,
    links: WAVEFORMS,
    needs: null,
  },
  {
    key: "txSnrDb",
    flag: "tx-snr",
    json: "tx_snr_db",
    title: "transmitter's SNR",
    kind: defineReal(-30, 60, "dB"),
    metavar: "DB",
    group: "Codec and rate",
    help: "On an analog link: the Es/N0 that the transmitter's codec believes in, in dB.",
    details: null,
    usual: defineWords("the true one"),
    commands: WITH_TEXT,
    links: ["analog"],
    needs: null,
  },
  {
    key: "memory",
    flag: "memory",
    json: "memory",
    title: "memory",
    kind: { type: "whole or name", min: 0, max: 1_000_000, unit: "tokens", names: MEMORIES },
    metavar: "N",
    group: "Search",
    help: "Tokens before one that its codeword depends on; all, 0 or auto.",
    details:
      "all: a message arrives whole or not at all. 0: each token stands alone, in as many uses as the others, and a message degrades word by word. auto: 0 where the channel carries less than the information of ordinary text at this rate and there is one round, else all.",
    usual: defineValue(AUTO_MEMORY),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal"] },
  },
  {
    key: "beam",
    flag: "beam",
    json: "beam",
    title: "beam",
    kind: defineWhole(1, 1024, "hypotheses"),
    metavar: "N",
    group: "Search",
    help: "The most hypotheses of a step of the receiver's search.",
    details: "The search begins with few and takes more while what it finds is not right.",
    usual: defineValue(USUAL_BEAM),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal"] },
  },
  {
    key: "harq",
    flag: "harq",
    json: "harq",
    title: "number of rounds",
    kind: defineWhole(1, MAX_ROUNDS, ""),
    metavar: "N",
    group: "Bits and channel code",
    help: `Hybrid ARQ of up to N rounds, 1 to ${MAX_ROUNDS}.`,
    details:
      "Each round takes the uses of a message again where the receiver is not sure of it yet, for other symbols of it, other redundancy versions (ldpc) or the same bits; its one bit of feedback a round costs nothing.",
    usual: defineValue(1),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal", "separate", "arithmetic"] },
  },
  {
    key: "context",
    flag: "context",
    json: "context",
    title: "context",
    kind: defineWhole(0, MAX_CONTEXT, "messages"),
    metavar: "N",
    group: "Knowledge",
    help: `Both models have read the N messages before one, up to ${MAX_CONTEXT}.`,
    details:
      "As far as the receiver was sure of them, which its feedback of one bit a message says at no cost; after a message of which it was not, both begin anew. Messages go one after the other.",
    usual: defineValue(0),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal"] },
  },
  {
    key: "knowledge",
    flag: "knowledge",
    json: "knowledge",
    title: "knowledge",
    kind: { type: "text" },
    metavar: "FILE",
    group: "Knowledge",
    help: "A text that the models at both ends have read before all messages.",
    details: "A line of it is read as a message.",
    usual: defineValue(NO_KNOWLEDGE),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal", "arithmetic"] },
  },
  {
    key: "txKnowledge",
    flag: "tx-knowledge",
    json: "tx_knowledge",
    title: "transmitter's knowledge",
    kind: { type: "text" },
    metavar: "FILE",
    group: "Knowledge",
    help: "A text that the transmitter's model alone has read, after --knowledge.",
    details: "It decides how many uses a message takes, which the message says itself then.",
    usual: defineValue(NO_KNOWLEDGE),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal"] },
  },
  {
    key: "rxKnowledge",
    flag: "rx-knowledge",
    json: "rx_knowledge",
    title: "receiver's knowledge",
    kind: { type: "text" },
    metavar: "FILE",
    group: "Knowledge",
    help: "A text that the receiver's model alone has read, after --knowledge.",
    details: "It decides what the receiver expects; where a token's uses end follows from what both have read.",
    usual: defineValue(NO_KNOWLEDGE),
    commands: MESSAGES,
    links: ALL,
    needs: { key: "scheme", values: ["spinal"] },
  },
  {
    key: "onFailure",
    flag: "on-failure",
    json: "on_failure",
    title: "way with failures",
    kind: defineName(() => ON_FAILURE),
    metavar: "WHAT",
    group: "Bits and channel code",
    help: "What is received of a message whose CRC fails: empty or best.",
    details: "empty: nothing. best: what its bits decode to.",
    usual: defineValue(USUAL_ON_FAILURE),
    commands: MESSAGES,
    links: CODED,
    needs: { key: "scheme", values: ["separate", "arithmetic"] },
  },
  {
    key: "seed",
    flag: "seed",
    json: "seed",
    title: "seed",
    kind: defineWhole(0, Number.MAX_SAFE_INTEGER, ""),
    metavar: "N",
    group: "Channel",
    help: "All randomness depends on this and on the message's number alone.",
    details: null,
    usual: defineValue(1),
    commands: EVERYWHERE,
    links: ALL,
    needs: null,
  },
] as const satisfies readonly Field[];

/** A row of {@linkcode FIELDS}. */
export type LinkField = typeof FIELDS[number];

/** The name of a setting in the library. */
export type FieldKey = LinkField["key"];

/** The name of a setting in JSON. */
export type FieldName = LinkField["json"];

/** The rows of a command. */
export type FieldsOf<C extends Command> = LinkField extends infer F
  ? F extends { readonly commands: readonly (infer K)[] } ? C extends K ? F & LinkField : never : never
  : never;

/** The type of a setting's value. */
export type ValueOf<F extends Field> = F["kind"]["type"] extends "number" | "ratio" ? number
  : F["kind"]["type"] extends "rate" | "whole or name" ? number | string
  : string;

/**
 * Settings of a link, each of which may be left out: its default is in {@linkcode FIELDS}, with its legal values. Any of
 * `channelCode`, `codeRate`, `modulation` and `bits` makes the link digital, as `link` can.
 */
export type LinkSettings = { readonly [F in LinkField as F["key"]]?: ValueOf<F> };

/** Lists the rows of a command. */
export function fieldsOf(command: Command): LinkField[] {
  return FIELDS.filter(({ commands }) => (commands as readonly Command[]).includes(command));
}

/** Finds the row of a setting. */
export function fieldOf(key: FieldKey): LinkField {
  return FIELDS.find((field) => field.key === key)!;
}

/** The types that a setting's values may have. */
export function typesOf({ kind }: Field): readonly ("number" | "string")[] {
  if (kind.type === "rate" || kind.type === "whole or name") return ["number", "string"];
  return kind.type === "number" || kind.type === "ratio" ? ["number"] : ["string"];
}

/** Renames settings as JSON spells them, in the order of the table. */
export function settingsByName(settings: LinkSettings): Record<string, string | number> {
  return Object.fromEntries(
    FIELDS.flatMap(({ json, key }) => settings[key] === undefined ? [] : [[json, settings[key]]]),
  );
}

function defineReal<Unit extends string>(min: number, max: number, unit: Unit) {
  return { type: "number", min, max, whole: false, unit } as const satisfies Kind;
}

function defineWhole<Unit extends string>(min: number, max: number, unit: Unit) {
  return { type: "number", min, max, whole: true, unit } as const satisfies Kind;
}

function defineName(known: () => readonly string[]) {
  return { type: "name", known } as const satisfies Kind;
}

function defineValue<V extends string | number>(value: V) {
  return { type: "value", value } as const satisfies Usual;
}

function defineWords<W extends string>(words: W) {
  return { type: "words", words } as const satisfies Usual;
}
