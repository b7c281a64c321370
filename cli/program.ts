import { or } from "@optique/core/constructs";
import { runParser } from "@optique/core/facade";
import { formatMessage, message } from "@optique/core/message";
import { EXIT, SemcomError } from "../errors.ts";
import deno from "../deno.json" with { type: "json" };
import { ber, berCommand } from "./ber.ts";
import { channelsCommand, listChannels, showChannel } from "./channels.ts";
import { codecsCommand, listCodecs, showCodec, verifyCodecs } from "./codecs.ts";
import { send, sendCommand } from "./send.ts";
import { asLine, ClosedPipe, note, print } from "./terminal.ts";

/** Runs the command line and returns its exit code. Nothing is thrown for what a user did. */
export async function program(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (error instanceof Done) return error.exitCode;
    if (error instanceof ClosedPipe) return EXIT.done;
    if (!(error instanceof SemcomError)) throw error;
    note(`semcom: error: ${asLine(error.message, true)}\n`);
    return error.exitCode;
  }
}

/** Ends the program early, where the parser has already printed what there is to say. */
class Done extends Error {
  constructor(readonly exitCode: number) {
    super();
  }
}

function dispatch(args: readonly string[]): number | Promise<number> {
  const options = parse(args);
  switch (options.command) {
    case "send":
      return send(options);
    case "ber":
      return ber(options);
    case "codecs list":
      return listCodecs(options);
    case "codecs show":
      return showCodec(options);
    case "codecs verify":
      return verifyCodecs(options);
    case "channels list":
      return listChannels(options);
    case "channels show":
      return showChannel(options);
  }
}

function parse(args: readonly string[]) {
  const done = (exitCode: number): never => {
    throw new Done(exitCode);
  };
  return runParser(or(sendCommand, berCommand, codecsCommand, channelsCommand), "semcom", args, {
    brief: message`Send text over a simulated radio link by meaning rather than by bits.`,
    help: { command: true, option: true, onShow: done },
    version: { option: true, value: deno.version, onShow: done },
    completion: { command: { names: ["completions"] }, onShow: done },
    showDefault: { prefix: " (default: ", suffix: ")" },
    termWidth: "auto",
    aboveError: "none",
    colors: useColours(),
    ...terminalWidth(),
    stdout: (text) => print(`${text}\n`),
    stderr: () => {},
    onError: (_, error) => {
      note(`semcom: error: ${formatMessage(error, { quotes: true, colors: false })} (see semcom --help)\n`);
      return done(EXIT.usage);
    },
  });
}

/** Colour only at a terminal that has not asked for none (https://no-color.org). */
function useColours(): boolean {
  return Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR");
}

function terminalWidth(): { maxWidth?: number } {
  return Deno.stdout.isTerminal() ? { maxWidth: Math.max(40, Deno.consoleSize().columns) } : {};
}
