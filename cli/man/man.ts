import { object } from "@optique/core/constructs";
import type { DocEntry } from "@optique/core/doc";
import { formatMessage, type Message, message } from "@optique/core/message";
import { getDocPageSync, type Parser } from "@optique/core/parser";
import { command, constant } from "@optique/core/primitives";
import { formatUsage, formatUsageTerm } from "@optique/core/usage";
import deno from "../../deno.json" with { type: "json" };
import { EXIT } from "../../errors.ts";
import { detailsOf } from "../help/topic.ts";
import { formatExamples, helpEntries } from "../shared/help.ts";

/** `semcom man`. */
export const manCommand = command("man", object({ command: constant("man") }), {
  brief: message`Print the manual page, for man -l.`,
  footer: formatExamples("semcom man > ~/.local/share/man/man1/semcom.1"),
});

/**
 * The manual page of the program, in the macros of man(7), made of what `--help` and `help FLAG` show.
 * @param brief A sentence on what the program does.
 */
export function writeManPage(parser: Parser<"sync", unknown, unknown>, brief: Message): string {
  const commands = helpEntries(parser);
  return [
    `.TH SEMCOM 1 "" "semcom ${deno.version}" "User Commands"`,
    ".SH NAME",
    `semcom ${escape("-")} ${removeMarkup(brief)}`,
    ".SH SYNOPSIS",
    ".B semcom",
    ".I COMMAND",
    escape("[FLAGS] [ARGUMENT...]"),
    ".SH COMMANDS",
    ...commands.flatMap((entry) => formatSection(parser, entry, [])),
    ".SH EXIT STATUS",
    `${EXIT.done} done, ${EXIT.gateMissed} a gate of eval was missed, ${EXIT.usage} usage, ${EXIT.refused} a codec or an`,
    `input was missing or refused, ${EXIT.failed} failed while running, 130 Ctrl-C, 143 SIGTERM.`,
    "",
  ].join("\n");
}

/** A command's section, and its subcommands' after it. */
function formatSection(
  parser: Parser<"sync", unknown, unknown>,
  { term }: DocEntry,
  above: readonly string[],
): string[] {
  if (term.type !== "command") return [];
  const path = [...above, term.name];
  const { usage, brief, description, footer, sections } = getDocPageSync(parser, path)!;
  const entries = sections.flatMap(({ entries }) => entries);
  const last = footer === undefined ? [] : formatMessage(footer, PLAIN).split("\n").map(escape);
  const subcommands = entries.flatMap((entry) => formatSection(parser, entry, path));
  return [
    `.SS ${escape(["semcom", ...path].join(" "))}`,
    ...brief || description ? [removeMarkup(description ?? brief!)] : [],
    ...usage && subcommands.length === 0 ? [".PP", escape(formatUsage("semcom", usage))] : [],
    ...subcommands.length > 0 ? [] : sections.flatMap(({ title, entries }) => [
      ...title === undefined ? [] : [".PP", `.I ${escape(title)}`],
      ...entries.flatMap(formatItem),
    ]),
    ...subcommands,
    ...above.length === 0 && last.length > 0 ? [".PP", ".nf", ...last, ".fi"] : [],
  ];
}

/** A flag or an argument, with all that there is to say of it. */
function formatItem(entry: DocEntry): string[] {
  const { term, description = [] } = entry;
  const details = detailsOf(entry);
  return [
    ".TP",
    `.B ${escape(formatUsageTerm(term))}`,
    removeMarkup(description),
    ...details === null ? [] : [escape(details)],
  ];
}

const PLAIN = { colors: false, quotes: true } as const;

function removeMarkup(text: Message): string {
  return escape(formatMessage(text, PLAIN).replaceAll("\n", " "));
}

/** Text in which nothing is a request or an escape sequence, and dashes are those that can be typed. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/gm, "\\&");
}
