import { or } from "@optique/core/constructs";
import type { Parser } from "@optique/core/parser";
import { EXIT } from "../errors.ts";
import { BRIEF, parse } from "./parse.ts";
import { print } from "./shared/terminal.ts";

type Flags<Options> = Parser<"sync", Options, unknown>;

/** A subcommand of the program. */
export interface Command {
  /** Loads its flags. */
  flags(): Promise<Flags<unknown>>;
  /** Runs it with the arguments of the program, and returns the exit code. Throws as {@linkcode parse} does. */
  run(args: readonly string[]): Promise<number>;
}

function command<Options>(
  flags: () => Promise<Flags<Options>>,
  run: (options: Options) => number | Promise<number>,
): Command {
  // One choice of one, so that the parser words what is wrong as it does for a choice of many.
  return { flags, run: async (args) => await run(parse(or(await flags()), args)) };
}

/** The subcommands by their names. What one needs is loaded when it is asked for, so that nothing starts later for the others. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(Object.entries({
  send: command(
    async () => (await import("./send/flags.ts")).sendCommand,
    async (options) => (await import("./send/run.ts")).runSending(options),
  ),
  eval: command(
    async () => (await import("./eval/flags.ts")).evalCommand,
    async (options) => (await import("./eval/run.ts")).runEvaluation(options),
  ),
  compare: command(
    async () => (await import("./compare/flags.ts")).compareCommand,
    async (options) => (await import("./compare/run.ts")).runComparison(options),
  ),
  merge: command(
    async () => (await import("./merge/flags.ts")).mergeCommand,
    async (options) => (await import("./merge/run.ts")).runMerge(options),
  ),
  finetune: command(
    async () => (await import("./finetune/flags.ts")).finetuneCommand,
    async (options) => (await import("./finetune/run.ts")).runFinetuning(options),
  ),
  ber: command(
    async () => (await import("./ber/flags.ts")).berCommand,
    async (options) => (await import("./ber/run.ts")).runBer(options),
  ),
  codecs: command(
    async () => (await import("./codecs/flags.ts")).codecsCommand,
    async (options) => (await import("./codecs/run.ts")).runCodecs(options),
  ),
  channels: command(
    async () => (await import("./channels/channels.ts")).channelsCommand,
    async (options) => (await import("./channels/channels.ts")).runChannels(options),
  ),
  demo: command(
    async () => (await import("./demo/flags.ts")).demoCommand,
    async (options) => (await import("./demo/run.ts")).runDemo(options),
  ),
  man: command(
    async () => (await import("./man/man.ts")).manCommand,
    async () => {
      print((await import("./man/man.ts")).writeManPage(await loadAllFlags(), BRIEF));
      return EXIT.done;
    },
  ),
}));

/** All subcommands as one parser: for help, completions, and arguments that name none of them. */
export async function loadAllFlags(): Promise<Flags<unknown>> {
  return or(...await Promise.all([...COMMANDS.values()].map((command) => command.flags())));
}
