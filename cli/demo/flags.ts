import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { command, constant } from "@optique/core/primitives";
import { fieldFlags } from "../shared/fields.ts";
import { formatExamples, shortUsage } from "../shared/help.ts";

const { snrDb, channel, seed } = fieldFlags("send");

/** `semcom demo`: its flags. */
export const demoCommand = command("demo", object({ command: constant("demo"), channel, snrDb, seed }), {
  usageLine: shortUsage,
  brief: message`Type a message, move the SNR, and watch what three schemes receive.`,
  description:
    message`In the terminal: the spinal, the learned and a separate scheme send the same line over the same channel. Left and right, or up and down, move the SNR; Tab or Enter edits the line or leaves it; q or Ctrl-C quits.`,
  footer: formatExamples("semcom demo", "semcom demo --channel rayleigh --snr 12"),
});

/** The options that {@linkcode demoCommand} parses to. */
export interface DemoOptions {
  readonly channel: string | undefined;
  readonly snrDb: number | undefined;
  readonly seed: number | undefined;
}
