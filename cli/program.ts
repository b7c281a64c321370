import deno from "../deno.json" with { type: "json" };
import { EXIT, SemcomError } from "../errors.ts";
import { COMMANDS, loadAllFlags } from "./commands.ts";
import { BRIEF, Done, parse } from "./parse.ts";
import { asksForOverview, writeOverview } from "./help/overview.ts";
import { unknownName } from "../text/suggest.ts";
import { asLine, ClosedPipe, note, print, readingWidth } from "./shared/terminal.ts";

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

async function dispatch(args: readonly string[]): Promise<number> {
  const [first, second] = args;
  const command = first === undefined ? undefined : COMMANDS.get(first);
  if (command !== undefined) return await command.run(args);
  if (first === "--version" && args.length === 1) {
    print(`${deno.version}\n`);
    return EXIT.done;
  }
  if (args.length === 2 && args.includes("--version") && args.includes("--json")) {
    return await (await import("./version/version.ts")).printVersions();
  }
  // The parser looks a shell up among an object's properties, and every object has these.
  if (first === "completions" && second! in Object.prototype) throw unknownName("shell", second!, SHELLS);
  const flags = await loadAllFlags();
  if (asksForOverview(args)) {
    print(writeOverview(flags, BRIEF));
    return EXIT.done;
  }
  if (first === "help" && args.length === 2) {
    const topic = (await import("./help/topic.ts")).writeTopic(flags, second!, readingWidth());
    if (topic !== undefined) {
      print(topic);
      return EXIT.done;
    }
  }
  parse(flags, args); // prints what was asked for, or throws
  return EXIT.done;
}
