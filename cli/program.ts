import { or } from "@optique/core/constructs";
import { runParser } from "@optique/core/facade";
import { message } from "@optique/core/message";
import { EXIT, SemcomError } from "../errors.ts";
import deno from "../deno.json" with { type: "json" };
import { berCommand } from "./ber/flags.ts";
import { channelsCommand, listChannels, showChannel } from "./channels/channels.ts";
import { codecsCommand } from "./codecs/flags.ts";
import { wordComplaint } from "./complaint.ts";
import { compareCommand } from "./compare/flags.ts";
import { demoCommand } from "./demo/flags.ts";
import { evalCommand } from "./eval/flags.ts";
import { finetuneCommand } from "./finetune/flags.ts";
import { writeTopic } from "./help/topic.ts";
import { manCommand, writeManPage } from "./man/man.ts";
import { mergeCommand } from "./merge/flags.ts";
import { asksForOverview, writeOverview } from "./help/overview.ts";
import { sendCommand } from "./send/flags.ts";
import { runSending } from "./send/run.ts";
import { unknownName } from "../text/suggest.ts";
import { BASH } from "./shared/bash.ts";
import { asLine, ClosedPipe, note, print, readingWidth, useColours } from "./shared/terminal.ts";
import { ZSH } from "./shared/zsh.ts";
import { asksForVersions, printVersions } from "./version/version.ts";

/** Runs the command line and returns its exit code. Nothing is thrown for what a user did. */
export async function program(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (error instanceof Done) return error.exitCode;
    if (error instanceof ClosedPipe) return EXIT.done;
    if (error instanceof SemcomError) return printFailure(error.message, error.exitCode);
    return printFailure(`Unexpected failure, please report it: ${(error as Error).stack ?? error}`, EXIT.failed);
  }
}

const SHELLS = ["bash", "zsh", "fish", "pwsh", "nu"];

/** Says what went wrong in one line, whatever a file or an argument put into it, and returns the exit code. */
function printFailure(message: string, exitCode: number): number {
  try {
    note(`semcom: error: ${asLine(message, true).replaceAll("\t", "\\t")}\n`);
  } catch { /* standard error is full or closed: the exit code says it alone */ }
  return exitCode;
}

/** Ends the program early, where the parser has already printed what there is to say. */
class Done extends Error {
  constructor(readonly exitCode: number) {
    super();
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  if (asksForVersions(args)) return printVersions();
  if (asksForOverview(args)) {
    print(writeOverview(COMMANDS, BRIEF));
    return EXIT.done;
  }
  const topic = args[0] === "help" && args.length === 2 ? writeTopic(COMMANDS, args[1]!, readingWidth()) : undefined;
  if (topic !== undefined) {
    print(topic);
    return EXIT.done;
  }
  // The parser looks a shell up among an object's properties, and every object has these.
  if (args[0] === "completions" && args[1]! in Object.prototype) throw unknownName("shell", args[1]!, SHELLS);
  const options = parse(args);
  switch (options.command) {
    case "send":
      return runSending(options);
    // Loaded when they are asked for, so that `send` starts no later for them.
    case "eval":
      return (await import("./eval/run.ts")).runEvaluation(options);
    case "compare":
      return (await import("./compare/run.ts")).runComparison(options);
    case "merge":
      return (await import("./merge/run.ts")).runMerge(options);
    case "finetune":
      return (await import("./finetune/run.ts")).runFinetuning(options);
    case "demo":
      return (await import("./demo/run.ts")).runDemo(options);
    case "ber":
      return (await import("./ber/run.ts")).runBer(options);
    case "codecs list":
      return (await import("./codecs/list.ts")).listCodecs(options);
    case "codecs show":
      return (await import("./codecs/show.ts")).showCodec(options);
    case "codecs verify":
      return (await import("./codecs/verify.ts")).verifyCodecs(options);
    case "codecs export-adapter":
      return (await import("./codecs/export_adapter.ts")).runExport(options);
    case "codecs trust":
      return (await import("./codecs/trust.ts")).trustCodec(options);
    case "codecs import":
      return (await import("./codecs/import.ts")).runImport(options);
    case "channels list":
      return listChannels(options);
    case "channels show":
      return showChannel(options);
    case "man":
      print(writeManPage(COMMANDS, BRIEF));
      return EXIT.done;
  }
}

const BRIEF = message`Send text over a simulated radio link by meaning rather than by bits.`;

/** All commands of the program. */
export const COMMANDS = or(
  sendCommand,
  evalCommand,
  compareCommand,
  mergeCommand,
  finetuneCommand,
  berCommand,
  codecsCommand,
  channelsCommand,
  demoCommand,
  manCommand,
);

function parse(args: readonly string[]) {
  const done = (exitCode: number): never => {
    throw new Done(exitCode);
  };
  return runParser(
    COMMANDS,
    "semcom",
    args,
    {
      brief: BRIEF,
      help: { command: true, option: true, onShow: done },
      version: { option: true, value: deno.version, onShow: done },
      completion: { command: { names: ["completions"] }, shells: { bash: BASH, zsh: ZSH }, onShow: done },
      termWidth: "auto",
      aboveError: "none",
      colors: useColours(),
      maxWidth: readingWidth(),
      stdout: (text) => print(`${text}\n`),
      stderr: () => {},
      onError: (_, error) => done(printFailure(wordComplaint(error, args, COMMANDS), EXIT.usage)),
    },
  );
}
