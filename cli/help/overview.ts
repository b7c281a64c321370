import { formatMessage, type Message } from "@optique/core/message";
import type { Parser } from "@optique/core/parser";
import deno from "../../deno.json" with { type: "json" };
import { helpEntries } from "../shared/help.ts";

/** What is shown of the program as a whole. */
const EXAMPLES = [
  `semcom send "We meet at noon by the old harbour." --snr 5`,
  "semcom send --snr 9 --channel rayleigh --json < letter.txt",
  "semcom eval corpus.txt --snr -6:18:3 --out report",
  "semcom eval --suite standard --out report",
  "semcom codecs list",
];

/** True if the arguments ask for no command. */
export function asksForOverview(args: readonly string[]): boolean {
  return args.length === 0 || args.length === 1 && (args[0] === "--help" || args[0] === "help");
}

/**
 * The program in a few lines: its commands, of which each has help of its own.
 * @param brief A sentence on what the program does.
 */
export function writeOverview(parser: Parser<"sync", unknown, unknown>, brief: Message): string {
  const commands = helpEntries(parser)
    .flatMap(({ term, description }) =>
      term.type === "command" && description !== undefined
        ? [[term.name, formatMessage(description, { quotes: true, colors: false })] as const]
        : []
    );
  const width = Math.max(...commands.map(([name]) => name.length));
  return [
    `semcom ${deno.version}: ${formatMessage(brief, { colors: false })}`,
    "",
    "Usage: semcom COMMAND [FLAGS] [ARGUMENT...]",
    "",
    ...commands.map(([name, description]) => `  ${name.padEnd(width)}  ${description}`),
    "",
    "Examples:",
    ...EXAMPLES.map((example) => `  ${example}`),
    "",
    "semcom COMMAND --help lists its flags, semcom help FLAG explains one,",
    "semcom completions SHELL completes both.",
    "",
  ].join("\n");
}
