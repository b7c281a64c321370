import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { MAX_CODED_BITS } from "../../ber/ber.ts";
import { MAX_ROUNDS, USUAL } from "../../link/fields.ts";
import { fieldFlags, type FieldValues } from "../shared/fields.ts";
import { flagHelp, formatExamples, grouped, shortUsage } from "../shared/help.ts";
import { path } from "../shared/path.ts";
import { numberList } from "../shared/range.ts";
import { whole } from "../shared/whole.ts";

const { snrDb: _, ...fields } = fieldFlags("ber", {
  channelCode: { usual: "none" },
  codeRate: { help: "Instead of --n: information bits per coded bit.", usual: `with a channel code ${USUAL.codeRate}` },
  pilots: { help: "Pilots of each block, evenly spread." },
  seed: { help: "Bits and noise depend on this and on the block's number alone." },
});

/** No point takes more blocks: at a thousand a second they are eleven days. */
const MAX_BLOCKS = 1_000_000_000;

/** `semcom ber`: its flags. */
export const berCommand = command(
  "ber",
  object({
    command: constant("ber"),
    ...grouped("Points", {
      snrDb: optional(
        option("--snr", numberList(), {
          description: flagHelp("Mean Es/N0 per complex channel use in dB, such as 0,3,6 or -6:18:3."),
        }),
      ),
      ebn0: optional(
        option("--ebn0", numberList(), {
          description: flagHelp("Instead of --snr: Eb/N0 per information bit in dB, which pays for pilots, too."),
        }),
      ),
      errors: withDefault(
        option("--errors", whole({ metavar: "N", min: 1, max: MAX_BLOCKS }), {
          description: flagHelp("Block errors that end a point.", 100),
        }),
        100,
      ),
      limit: withDefault(
        option("--limit", whole({ metavar: "N", min: 1, max: MAX_BLOCKS }), {
          description: flagHelp("Blocks that end a point.", 100_000),
        }),
        100_000,
      ),
    }),
    ...grouped("Bits and channel code", {
      k: optional(
        option("--k", whole({ metavar: "BITS", min: 1, max: MAX_CODED_BITS }), {
          description: flagHelp(
            "Information bits in a block.",
            "128, or without a code those that fill whole symbols",
          ),
        }),
      ),
      n: optional(
        option("--n", whole({ metavar: "BITS", min: 1, max: MAX_CODED_BITS }), {
          description: flagHelp("Coded bits in a block.", "by the code rate"),
        }),
      ),
      rounds: withDefault(
        option("--rounds", whole({ metavar: "N", min: 1, max: MAX_ROUNDS }), {
          description: flagHelp("Hybrid ARQ of up to N rounds, as long as the code's own check fails.", 1),
        }),
        1,
      ),
    }),
    ...fields,
    ...grouped("Output", {
      out: optional(
        option("--out", path("FOLDER"), {
          description: flagHelp("Write results, a report and plots with theory and bounds to this folder."),
        }),
      ),
      json: option("--json", { description: flagHelp("Print one JSON object a point instead of a table.") }),
      quiet: option("-q", "--quiet", { description: flagHelp("No settings on standard error.") }),
    }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Measure bit and block error rates of a channel code, without text.`,
    description:
      message`A row a point goes to standard output as it is measured, with theory and bounds beside it; docs/physical.md explains its columns.`,
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
