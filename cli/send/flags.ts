import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice, float, integer, string } from "@optique/core/valueparser";
import { DEFAULTS } from "../../link/settings.ts";
import { examples } from "../shared/help.ts";
import { ratio } from "../shared/ratio.ts";
import { nameList } from "../shared/list.ts";

/** `semcom send`: its flags. */
export const sendCommand = command(
  "send",
  object({
    command: constant("send"),
    texts: multiple(
      argument(string({ metavar: "TEXT" }), {
        description: message`A message. Without any, each line of standard input is one.`,
      }),
    ),
    codec: withDefault(
      option("--codec", string({ metavar: "NAME|FOLDER" }), {
        description: message`Semantic codec: a bundled one (see ${"semcom codecs list"}) or a codec folder.`,
      }),
      DEFAULTS.codec,
    ),
    snr: withDefault(
      option("--snr", float({ metavar: "DB" }), { description: message`Mean Es/N0 per complex channel use, in dB.` }),
      DEFAULTS.snrDb,
    ),
    channel: withDefault(
      option("--channel", string({ metavar: "NAME" }), {
        description:
          message`Channel, with parameters as in ${"rician:k=6,fading=fast"}: awgn, rayleigh, rician, tdl-a to tdl-e, burst or erasure; for the bits of a digital link also bsc or bec (see ${"semcom channels list"}).`,
      }),
      DEFAULTS.channel,
    ),
    link: optional(
      option("--link", choice(["analog", "digital"], { metavar: "KIND" }), {
        description:
          message`analog: features are channel uses (the default). digital: they are bits, coded and modulated; without any of the next flags as did best at this SNR over AWGN.`,
      }),
    ),
    rate: optional(
      option("--rate", float({ metavar: "USES" }), {
        description: message`Channel uses per token, 1 to 12, any real number (default: 6). Pilots come on top.`,
      }),
    ),
    budget: optional(
      option("--budget", integer({ metavar: "USES" }), {
        description: message`Channel uses of each whole message, pilots included, met exactly, instead of a rate.`,
      }),
    ),
    channelCode: optional(
      option("--channel-code", string({ metavar: "NAME" }), {
        description:
          message`Channel code: none, repetition, convolutional, polar or ldpc. This or any of the next three makes the link digital.`,
      }),
    ),
    codeRate: optional(
      option("--code-rate", ratio(), {
        description: message`Information bits per coded bit, such as 1/2 (default: 1/2).`,
      }),
    ),
    modulation: optional(
      option("--modulation", string({ metavar: "NAME" }), {
        description: message`Modulation: bpsk, qpsk, 16qam, 64qam or 256qam (default: qpsk).`,
      }),
    ),
    bits: optional(
      option("--bits", float({ metavar: "BITS" }), {
        description: message`Information bits per token on a digital link, instead of a rate.`,
      }),
    ),
    csi: optional(
      option("--csi", string({ metavar: "WHAT" }), {
        description:
          message`What the receiver knows of the channel's gains: perfect (all, the default), pilots (what pilots show) or none (it takes every gain to be 1). ${"semcom channels show NAME"} says which a channel takes.`,
      }),
    ),
    pilots: optional(
      option("--pilots", integer({ metavar: "N" }), {
        description:
          message`With ${"--csi pilots"}: pilots of each message, evenly spread, 1 to 256 (default: 8). They count as channel uses: a budget includes them, a rate or bits do not.`,
      }),
    ),
    pilotPower: optional(
      option("--pilot-power", float({ metavar: "DB" }), {
        description:
          message`Power of a pilot over the mean power of the other uses, in dB (default: 0). The SNR stays that of the others.`,
      }),
    ),
    estimate: optional(
      option("--estimate", string({ metavar: "NAME" }), {
        description:
          message`What estimates gains from pilots: lmmse (linear minimum mean square error by the channel's own statistics, the default) or ls (least squares: the mean where a message has one gain, straight lines elsewhere).`,
      }),
    ),
    equaliser: optional(
      option("--equaliser", string({ metavar: "NAME" }), {
        description:
          message`How gains are undone: zf (zero forcing, the default, and what the codecs and 16qam and above expect), mmse (biased towards 0) or matched (weak uses stay weak). The effective SNR that the receiver is given is the same.`,
      }),
    ),
    txSnr: optional(
      option("--tx-snr", float({ metavar: "DB" }), {
        description:
          message`On an analog link: the Es/N0 that the transmitter's codec believes in (default: the true one).`,
      }),
    ),
    seed: withDefault(
      option("--seed", integer({ metavar: "N" }), {
        description: message`Noise depends on this and on the message's number alone.`,
      }),
      DEFAULTS.seed,
    ),
    threads: optional(
      option("--threads", integer({ metavar: "N", min: 1 }), {
        description: message`Threads of the language model (default: all cores).`,
      }),
    ),
    metrics: optional(
      option("--metrics", nameList(), {
        description:
          message`Further metrics: ${"+similarity"}, how alike the two texts are in meaning (cosine of sentence embeddings, for English).`,
      }),
    ),
    json: option("--json", {
      description: message`Print one JSON object a message on standard output instead of text.`,
    }),
    quiet: option("-q", "--quiet", { description: message`No figures on standard error.` }),
  }),
  {
    brief: message`Send text over a simulated channel and print what arrives.`,
    description:
      message`Send text over a simulated channel. Reconstructions go to standard output, a line each; figures go to standard error.`,
    footer: examples(
      'semcom send "The committee meets at noon." --snr 5',
      "semcom send --rate 3.5 --snr 9 -q < notes.txt > received.txt",
      "semcom send --json < notes.txt | jq .bleu4",
      "semcom send --channel rician:k=3,doppler=0.01 < notes.txt",
      "semcom send --channel rayleigh --snr 12 --csi pilots --pilots 4 < notes.txt",
      "semcom send --link digital --snr 6 < notes.txt",
      "semcom send --channel bsc:p=0.02 --channel-code polar --bits 12 < notes.txt",
    ),
  },
);

/** What {@linkcode sendCommand} parses to. */
export interface SendOptions {
  readonly texts: readonly string[];
  readonly codec: string;
  readonly snr: number;
  readonly channel: string;
  readonly link: "analog" | "digital" | undefined;
  readonly rate: number | undefined;
  readonly budget: number | undefined;
  readonly channelCode: string | undefined;
  readonly codeRate: number | undefined;
  readonly modulation: string | undefined;
  readonly bits: number | undefined;
  readonly csi: string | undefined;
  readonly pilots: number | undefined;
  readonly pilotPower: number | undefined;
  readonly estimate: string | undefined;
  readonly equaliser: string | undefined;
  readonly txSnr: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly metrics: readonly string[] | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}
