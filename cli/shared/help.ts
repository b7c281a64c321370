import { group } from "@optique/core/constructs";
import type { DocEntry } from "@optique/core/doc";
import { lineBreak, type Message, text } from "@optique/core/message";
import { getDocPageSync, type Parser } from "@optique/core/parser";
import type { Usage, UsageTerm } from "@optique/core/usage";

/** What the help page of a command lists: its arguments and options, or its commands. */
export function helpEntries(
  parser: Parser<"sync", unknown, unknown>,
  path: readonly string[] = [],
): readonly DocEntry[] {
  return getDocPageSync(parser, path)?.sections.flatMap(({ entries }) => entries) ?? [];
}

/** What help says of a flag: a sentence, and the value where nothing is said, which is written in one way everywhere. */
export function flagHelp(sentence: string, usual?: number | string): Message {
  return [text(usual === undefined ? sentence : `${sentence.replace(/\.$/, "")} (default: ${usual}).`)];
}

/** Puts flags of a command into a group, under whose name its help lists them. */
export function grouped<Flags extends object>(name: string, flags: Flags): Flags {
  const parsers = Object.entries(flags) as [string, Parser<"sync", unknown, unknown>][];
  return Object.fromEntries(parsers.map(([key, flag]) => [key, group(name, flag)])) as Flags;
}

/** A command's usage line: the flags that may be left out are one word, since its help lists them. */
export function shortUsage(whole: Usage): Usage {
  const needed = whole.filter((term) => !isSpare(term));
  const [flags, rest] = [needed.filter(namesOption), needed.filter((term) => !namesOption(term))];
  return [...flags, ...needed.length < whole.length ? [FLAGS] : [], ...rest];
}

/** The usage line of a command that has commands. */
export const SUBCOMMAND_USAGE: Usage = [{ type: "literal", value: "COMMAND [FLAGS] [ARGUMENT...]" }];

const FLAGS: UsageTerm = { type: "literal", value: "[FLAGS]" };

function isSpare(term: UsageTerm): boolean {
  return namesOption(term) && (term.type === "optional" || term.type === "multiple" && term.min === 0);
}

function namesOption(term: UsageTerm): boolean {
  return term.type === "option" || "terms" in term && term.terms.flat().some(namesOption);
}

/** A help page's examples, a command line each; a long one goes on in the next line, as a shell can read it. */
export function formatExamples(...commands: readonly string[]): Message {
  return [
    text("Examples:"),
    ...commands.flatMap(wrapCommand).flatMap((line) => [lineBreak(), text(`  ${line}`)]),
  ];
}

/** Characters of a line of an example: help fits a terminal of 60 columns. */
const EXAMPLE_WIDTH = 57;

/** Cuts a command line at blanks before its flags, files and pipes. */
function wrapCommand(command: string): string[] {
  const lines: string[] = [];
  for (const part of command.split(/ (?=--?[a-z]|[<>|] )/)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(part);
    else if (last.length + part.length < EXAMPLE_WIDTH - 1) lines.push(`${lines.pop()} ${part}`);
    else lines.push(`${lines.pop()} \\`, `    ${part}`);
  }
  return lines;
}
