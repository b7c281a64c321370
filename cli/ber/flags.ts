import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { MAX_CODED_BITS } from "../../ber/ber.ts";
import type { CodeFamily } from "../../channel/coding/code.ts";
import { codeFamilies } from "../../channel/coding/registry.ts";
import { RECEIVER_DEFAULTS } from "../../channel/receiver/receiver.ts";
import { MAX_ROUNDS, USUAL } from "../../link/fields.ts";
import { fieldFlags, type FieldValues } from "../shared/fields.ts";
import { formatExamples, shownDefault } from "../shared/help.ts";
import { path } from "../shared/path.ts";
import { numberList } from "../shared/range.ts";
import { whole } from "../shared/whole.ts";

const { snrDb: _, ...fields } = fieldFlags("ber", {
  channelCode: `Channel code: ${codeFamilies().map(describeCode).join("; ")} (default: none).`,
  codeRate:
    `Instead of --n: information bits per coded bit, as near as whole symbols allow (default: with a channel code ${USUAL.codeRate}).`,
  pilots: `With --csi pilots: pilots of each block, evenly spread (default: ${RECEIVER_DEFAULTS.pilots}).`,
  seed: "Bits and noise depend on this and on the block's number alone (default: 1).",
});

/** "polar (list=1…1024: 8)": a family with what its spec may say. */
function describeCode({ name, parameters = [] }: CodeFamily): string {
  const described = parameters.map((one) =>
    "values" in one ? `${one.name}=${one.values.join("|")}` : `${one.name}=${one.min}…${one.max}: ${one.default}`
  );
  return described.length === 0 ? name : `${name} (${described.join(", ")})`;
}

/** No point takes more blocks: at a thousand a second they are eleven days. */
const MAX_BLOCKS = 1_000_000_000;

/** `semcom ber`: its flags. */
export const berCommand = command(
  "ber",
  object({
    command: constant("ber"),
    ...fields,
    k: optional(
      option("--k", whole({ metavar: "BITS", min: 1, max: MAX_CODED_BITS }), {
        description:
          message`Information bits in a block (default: 128, or without a code those that fill whole symbols).`,
      }),
    ),
    n: optional(
      option("--n", whole({ metavar: "BITS", min: 1, max: MAX_CODED_BITS }), {
        description: message`Coded bits in a block.`,
      }),
    ),
    rounds: withDefault(
      option("--rounds", whole({ metavar: "N", min: 1, max: MAX_ROUNDS }), {
        description:
          message`Hybrid ARQ of up to N rounds, as long as the code's own check fails (ldpc, polar, or any with crc=): other redundancy versions of ldpc, the same bits of others; throughput is bits of right blocks in a channel use`,
      }),
      1,
      shownDefault(1),
    ),
    snrDb: optional(
      option("--snr", numberList(), {
        description: message`Points: mean Es/N0 per complex channel use in dB, such as 0,3,6 or -6:18:3.`,
      }),
    ),
    ebn0: optional(
      option("--ebn0", numberList(), {
        description: message`Instead of ${"--snr"}: Eb/N0 per information bit in dB, which pays for pilots, too.`,
      }),
    ),
    errors: withDefault(
      option("--errors", whole({ metavar: "N", min: 1, max: MAX_BLOCKS }), {
        description: message`Block errors that end a point`,
      }),
      100,
      shownDefault(100),
    ),
    limit: withDefault(
      option("--limit", whole({ metavar: "N", min: 1, max: MAX_BLOCKS }), {
        description: message`Blocks that end a point`,
      }),
      100_000,
      shownDefault(100_000),
    ),
    out: optional(
      option("--out", path("FOLDER"), {
        description:
          message`Write ber.jsonl, summary.csv, summary.md, report.html and plots of measured rates, theory and bounds to this folder.`,
      }),
    ),
    json: option("--json", { description: message`Print one JSON object a point instead of a table.` }),
    quiet: option("-q", "--quiet", { description: message`No settings on standard error.` }),
  }),
  {
    brief: message`Measure bit and block error rates of a channel code, without text.`,
    description:
      message`Measure bit and block error rates of any channel code, modulation and channel, without text. A row a point goes to standard output as it is measured: blkerr counts blocks with a wrong bit, known those that fail a check of the code, which the receiver knows of; low and high are the 95 % interval of BLER; BERth and BLERth are what theory says (without a code, of a repeated one, and the union bound of the convolutional code); bound is the least BLER that any code and modulation of as many uses can have on AWGN; normal is the BLER of the best code of that length by the normal approximation (BPSK and QPSK on AWGN with perfect CSI), gap the distance from it in dB; Mb/s are information bits.`,
    footer: formatExamples(
      "semcom ber --snr 0:10:2",
      "semcom ber --channel-code polar --k 64 --n 128 --modulation qpsk --snr 0:4:0.5",
      "semcom ber --channel-code polar:list=32 --k 64 --n 128 --snr 0:3:0.5 --out report",
      "semcom ber --channel rayleigh --csi pilots --pilots 4 --snr 5:25:5",
      "semcom ber --channel-code ldpc --k 500 --code-rate 1/2 --ebn0 1,1.5,2 --json | jq .bler",
    ),
  },
);

/** The options that {@linkcode berCommand} parses to. */
export interface BerOptions extends Omit<FieldValues<"ber">, "snrDb"> {
  readonly k: number | undefined;
  readonly n: number | undefined;
  readonly rounds: number;
  readonly snrDb: readonly number[] | undefined;
  readonly ebn0: readonly number[] | undefined;
  readonly errors: number;
  readonly limit: number;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}
