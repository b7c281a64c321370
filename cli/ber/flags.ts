import { object } from "@optique/core/constructs";
import { message, text } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { integer, string } from "@optique/core/valueparser";
import { codeFamilies } from "../../channel/coding/registry.ts";
import { modulations } from "../../channel/modulation/modulation.ts";
import { channelFamilies } from "../../channel/registry.ts";
import { EXIT } from "../../errors.ts";
import { BerCurve, MOST_CODED_BITS } from "../../ber/ber.ts";
import { type BerOptions, esN0Points, settingsOf } from "./settings.ts";
import { berHeader, berRow } from "./print.ts";
import { examples } from "../shared/help.ts";
import { Interruption } from "../shared/interruption.ts";
import { numberList } from "../shared/range.ts";
import { ratio } from "../shared/ratio.ts";
import { asJson, note, print } from "../shared/terminal.ts";

/** `semcom ber`: its flags. */
export const berCommand = command(
  "ber",
  object({
    command: constant("ber"),
    channelCode: withDefault(
      option("--channel-code", string({ metavar: "NAME" }), {
        description: [text(`Channel code: ${names(codeFamilies())}.`)],
      }),
      "none",
    ),
    k: optional(
      option("--k", integer({ metavar: "BITS", min: 1, max: MOST_CODED_BITS }), {
        description: message`Information bits in a block (default: 128, or without a code what fills whole symbols).`,
      }),
    ),
    n: optional(
      option("--n", integer({ metavar: "BITS", min: 1, max: MOST_CODED_BITS }), {
        description: message`Coded bits in a block.`,
      }),
    ),
    codeRate: optional(
      option("--code-rate", ratio(), {
        description:
          message`Instead of ${"--n"}: information bits per coded bit, as near as whole symbols allow (default: 1/2).`,
      }),
    ),
    modulation: optional(
      option("--modulation", string({ metavar: "NAME" }), {
        description: [text(`Modulation: ${names(modulations())} (default: qpsk).`)],
      }),
    ),
    channel: withDefault(
      option("--channel", string({ metavar: "NAME" }), {
        description: [text(`Channel, with parameters as in rician:k=6,fading=fast: ${names(channelFamilies())}.`)],
      }),
      "awgn",
    ),
    snr: optional(
      option("--snr", numberList(), {
        description: message`Points: mean Es/N0 per complex channel use in dB, such as 0,3,6 or -6:18:3.`,
      }),
    ),
    ebn0: optional(
      option("--ebn0", numberList(), {
        description: message`Instead of ${"--snr"}: Eb/N0 per information bit in dB.`,
      }),
    ),
    errors: withDefault(
      option("--errors", integer({ metavar: "N", min: 1 }), { description: message`Block errors that end a point.` }),
      100,
    ),
    limit: withDefault(
      option("--limit", integer({ metavar: "N", min: 1 }), { description: message`Blocks that end a point.` }),
      100_000,
    ),
    seed: withDefault(
      option("--seed", integer({ metavar: "N", min: 0, max: Number.MAX_SAFE_INTEGER }), {
        description: message`Bits and noise depend on this and on the block's number alone.`,
      }),
      1,
    ),
    json: option("--json", { description: message`Print one JSON object a point instead of a table.` }),
    quiet: option("-q", "--quiet", { description: message`No settings on standard error.` }),
  }),
  {
    brief: message`Measure bit and block error rates of a channel code, without text.`,
    description:
      message`Measure bit and block error rates of any channel code, modulation and channel, without text. A row a point goes to standard output as it is measured: low and high are the 95 % interval of BLER; normal is the BLER of the best code of that length by the normal approximation (BPSK and QPSK on AWGN), gap the distance from it in dB; Mb/s are information bits.`,
    footer: examples(
      "semcom ber --snr 0:10:2",
      "semcom ber --channel-code polar --k 64 --n 128 --modulation qpsk --snr 0:4:0.5",
      "semcom ber --channel-code ldpc --k 500 --code-rate 1/2 --ebn0 1,1.5,2 --json | jq .bler",
    ),
  },
);

/** Runs `semcom ber` and returns the exit code. */
export async function ber(options: BerOptions): Promise<number> {
  using interruption = new Interruption();
  const curve = new BerCurve(settingsOf(options));
  const points = esN0Points(options, curve);
  points.forEach((point) => curve.check(point)); // before anything is printed
  if (!options.quiet) note(describe(curve, points));
  if (!options.json) print(berHeader());
  for (const esN0Db of points) {
    const row = await curve.measure(esN0Db, () => interruption.requested);
    print(options.json ? asJson({ schema: 1, ...parameters(curve), ...row }) : berRow(row));
    if (interruption.exitCode !== undefined) return interruption.exitCode;
  }
  return EXIT.done;
}

/** The effective settings in two lines. */
function describe({ settings }: BerCurve, points: readonly (number | undefined)[]): string {
  const { family, k, n, carrier, seed, errors, limit } = settings;
  const over = "bitsPerUse" in carrier
    ? carrier.name
    : `${carrier.modulation.name}, ${carrier.channel.name}, ${points.map((dB) => dB!.toFixed(2)).join(" ")} dB Es/N0`;
  return `${family.name} k=${k} n=${n} rate ${+(k / n).toFixed(4)}, ${over}\n` +
    `up to ${errors} block errors or ${limit} blocks a point, seed ${seed}\n`;
}

function parameters({ settings: { family, k, n, carrier, seed } }: BerCurve) {
  return {
    channel_code: family.name,
    k,
    n,
    code_rate: k / n,
    ..."bitsPerUse" in carrier
      ? { channel: carrier.name }
      : { modulation: carrier.modulation.name, channel: carrier.channel.name },
    seed,
  };
}

function names(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => name).join(", ");
}
