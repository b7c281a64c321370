import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";
import { fieldFlags, type FieldValues } from "../shared/fields.ts";
import { fidelityFlags, type FidelityOptions } from "../shared/fidelity_flags.ts";
import { encodingFlag } from "../shared/encoding.ts";
import { flagHelp, formatExamples, grouped, shortUsage } from "../shared/help.ts";
import { path } from "../shared/path.ts";
import { threadsFlag } from "../shared/threads.ts";

/** `semcom send`: its flags. */
export const sendCommand = command(
  "send",
  object({
    command: constant("send"),
    ...grouped("What to send", {
      texts: multiple(
        argument(string({ metavar: "TEXT" }), {
          description: flagHelp("A message; without any, each line of standard input is one, plain or gzip."),
        }),
      ),
      encoding: encodingFlag,
      jsonInput: option("--json-input", {
        description: flagHelp("Each line of standard input is a JSON object (docs/command_line.md); implies --json."),
      }),
    }),
    ...fieldFlags("send"),
    ...grouped("Codec and rate", { threads: threadsFlag }),
    ...fidelityFlags,
    ...grouped("Output", {
      explain: option("--explain", {
        description: flagHelp("Instead of text: each message token by token, what it takes and what arrives."),
      }),
      explainTo: optional(
        option("--explain-to", path("FILE"), { description: flagHelp("The same as a page of HTML in this file.") }),
      ),
      json: option("--json", { description: flagHelp("One JSON object a message on standard output.") }),
      quiet: option("-q", "--quiet", { description: flagHelp("No figures on standard error.") }),
    }),
  }),
  {
    usageLine: shortUsage,
    brief: message`Send text over a simulated channel and print what arrives.`,
    description:
      message`Reconstructions go to standard output, a line each; figures go to standard error. What the receiver is told of a message for nothing is named there.`,
    footer: formatExamples(
      'semcom send "The committee meets at noon." --snr 5',
      'semcom send "The committee meets at noon." --snr 2 --explain',
      "semcom send --rate 3.5 --snr 9 -q < notes.txt > received.txt",
      "semcom send --json < notes.txt | jq .bleu4",
      "semcom send --codec smollm2-135m --knowledge names.txt < notes.txt",
      "semcom send --codec gpt2-mini --scheme spinal --rate auto:0.05 --harq 3 --snr 3 < notes.txt",
      "semcom send --channel rayleigh --snr 12 --csi pilots --pilots 4 < notes.txt",
      "semcom send --codec utf8 --channel-code polar --snr 4 < notes.txt",
      "semcom send --channel bsc:p=0.02 --channel-code polar --bits 12 < notes.txt",
    ),
  },
);

/** The options that {@linkcode sendCommand} parses to. */
export interface SendOptions extends FieldValues<"send">, FidelityOptions {
  readonly texts: readonly string[];
  readonly encoding: string | undefined;
  readonly threads: number | undefined;
  readonly explain: boolean;
  readonly explainTo: string | undefined;
  readonly json: boolean;
  readonly jsonInput: boolean;
  readonly quiet: boolean;
}
