import { formatMessage, type Message } from "@optique/core/message";
import type { Parser } from "@optique/core/parser";
import { helpEntries } from "./shared/help.ts";
import { nearest } from "../text/suggest.ts";

/** The parser's words for an argument that it has no use for. */
const UNEXPECTED = /^Unexpected (?:option|subcommand|option or subcommand|option or argument|argument): `(?<what>.+?)`/;

/** Its words for an argument, or an option, that is not there, and for a command that is not. */
const MISSING = /^(?:Expected an?|Missing option) `(?<what>[^`]+)`/;
const NONE = /^No matching (?:option, )?command/;

/**
 * What is wrong with arguments, in one line, with what was probably meant and where to read on.
 * @param error The parser's, of several lines.
 */
export function wordComplaint(
  error: Message,
  args: readonly string[],
  parser: Parser<"sync", unknown, unknown>,
): string {
  const said = formatMessage(error, { quotes: true, colors: false });
  const path = commandsOf(args, parser);
  const where = ["semcom", ...path].join(" ");
  const [unexpected, missing] = [UNEXPECTED, MISSING].map((words) => words.exec(said)?.groups?.what);
  const text = unexpected !== undefined
    ? wordUnexpected(unexpected, where, path, parser)
    : missing !== undefined
    ? `${where} needs ${missing}`
    : NONE.test(said)
    ? `${where} needs one of its commands: ${partsOf(path, parser).commands.join(", ")}`
    : said.replaceAll(/\s*\n\s*/g, " ").replace(/\.$/, "");
  return `${text} (see ${where} --help)`;
}

function wordUnexpected(
  what: string,
  where: string,
  path: readonly string[],
  parser: Parser<"sync", unknown, unknown>,
): string {
  const { options, commands } = partsOf(path, parser);
  if (what.startsWith("-")) {
    return withGuess(`${where} has no option ${what}`, what.startsWith("--") ? nearest(what, options) : undefined);
  }
  if (commands.length > 0) return withGuess(`${where} has no command ${what}`, nearest(what, commands));
  return `${where} takes no argument ${JSON.stringify(what)} there`;
}

function withGuess(text: string, guess: string | undefined): string {
  return guess === undefined ? text : `${text}: did you mean ${guess}?`;
}

/** The commands that arguments begin with: ["codecs", "show"]. */
function commandsOf(args: readonly string[], parser: Parser<"sync", unknown, unknown>): string[] {
  const path: string[] = [];
  for (const arg of args) {
    if (!partsOf(path, parser).commands.includes(arg)) break;
    path.push(arg);
  }
  return path;
}

/** What may follow a command. */
function partsOf(path: readonly string[], parser: Parser<"sync", unknown, unknown>) {
  const entries = helpEntries(parser, path);
  return {
    options: entries.flatMap(({ term }) => term.type === "option" ? term.names : []),
    commands: entries.flatMap(({ term }) => term.type === "command" ? [term.name] : []),
  };
}
