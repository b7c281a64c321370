import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import type { AxisName, Sweep } from "../../evaluation/plan/sweep.ts";
import { DEFAULTS } from "../../link/settings.ts";
import { channels, nameList, ratioList } from "../shared/list.ts";
import { numberList } from "../shared/range.ts";

/** The flags of which `semcom eval` runs the product: lists of what `semcom send` takes one of. */
export const sweepOptions = {
  codec: withDefault(
    option("--codec", nameList(), { description: message`Semantic codecs: bundled ones or codec folders.` }),
    [DEFAULTS.codec],
  ),
  channel: withDefault(
    option("--channel", channels(), {
      description: message`Channels, as in ${"awgn,rician:k=3,fading=fast,rayleigh"}.`,
    }),
    [DEFAULTS.channel],
  ),
  snr: withDefault(
    option("--snr", numberList(), {
      description: message`Mean Es/N0 per complex channel use in dB, such as 0,3,6 or -6:18:3.`,
    }),
    [DEFAULTS.snrDb],
  ),
  link: optional(option("--link", nameList(), { description: message`Kinds of link: analog, digital.` })),
  rate: optional(option("--rate", numberList(), { description: message`Channel uses per token (default: 6).` })),
  budget: optional(option("--budget", numberList(), { description: message`Channel uses per message, not a rate.` })),
  channelCode: optional(option("--channel-code", nameList(), { description: message`Channel codes.` })),
  codeRate: optional(option("--code-rate", ratioList(), { description: message`Information bits per coded bit.` })),
  modulation: optional(option("--modulation", nameList(), { description: message`Modulations.` })),
  bits: optional(option("--bits", numberList(), { description: message`Information bits per token, not a rate.` })),
  csi: optional(option("--csi", nameList(), { description: message`What the receiver knows of the gains.` })),
  pilots: optional(option("--pilots", numberList(), { description: message`Pilots of each message.` })),
  pilotPower: optional(option("--pilot-power", numberList(), { description: message`Power of a pilot, in dB.` })),
  estimate: optional(option("--estimate", nameList(), { description: message`What estimates gains from pilots.` })),
  equaliser: optional(option("--equaliser", nameList(), { description: message`How gains are undone.` })),
  txSnr: optional(
    option("--tx-snr", numberList(), { description: message`The SNR that the transmitter believes in.` }),
  ),
  seed: withDefault(
    option("--seed", numberList(), { description: message`Noise depends on this, the message and the repeat alone.` }),
    [DEFAULTS.seed],
  ),
};

/** The flag of each axis. */
const FLAGS = {
  codec: "codec",
  channel: "channel",
  link: "link",
  channel_code: "channelCode",
  code_rate: "codeRate",
  modulation: "modulation",
  bits: "bits",
  rate: "rate",
  budget: "budget",
  csi: "csi",
  pilots: "pilots",
  pilot_power_db: "pilotPower",
  estimate: "estimate",
  equaliser: "equaliser",
  tx_snr_db: "txSnr",
  seed: "seed",
  snr_db: "snr",
} as const satisfies Readonly<Record<AxisName, keyof typeof sweepOptions>>;

/** What {@linkcode sweepOptions} parse to. */
export type SweepOptions = {
  readonly [flag in keyof typeof sweepOptions]: readonly string[] | readonly number[] | undefined;
};

/** The sweep that was asked for: no value of an axis twice, and the usual rate where nothing else decides the uses. */
export function sweepOf(options: SweepOptions): Sweep & { readonly codec: readonly string[] } {
  const usual = options.rate ?? options.budget ?? options.bits;
  const given: SweepOptions = { ...options, rate: usual === undefined ? [DEFAULTS.rate] : options.rate };
  const axes = Object.entries(FLAGS).flatMap(([name, flag]) => {
    const values = given[flag];
    return values === undefined ? [] : [[name, [...new Set<string | number>(values)]]];
  });
  return Object.fromEntries(axes);
}
