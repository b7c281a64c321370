import type { DocEntry } from "@optique/core/doc";
import { lineBreak, type Message, text } from "@optique/core/message";
import { getDocPageSync, type Parser } from "@optique/core/parser";

/** What the help page of a command lists: its arguments and options, or its commands. */
export function helpEntries(
  parser: Parser<"sync", unknown, unknown>,
  path: readonly string[] = [],
): readonly DocEntry[] {
  return getDocPageSync(parser, path)?.sections.flatMap(({ entries }) => entries) ?? [];
}

/** How help shows a default that the parser puts in: as numbers and names stand in the table of settings. */
export function shownDefault(value: number | string): { readonly message: Message } {
  return { message: [text(`${value}`)] };
}

/** A help page's examples, a command line each. */
export function formatExamples(...commands: readonly string[]): Message {
  return [text("Examples:"), ...commands.flatMap((command) => [lineBreak(), text(`  ${command}`)])];
}
