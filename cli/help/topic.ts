import { type DocEntry, formatDocPage } from "@optique/core/doc";
import { formatMessage, text } from "@optique/core/message";
import type { Parser } from "@optique/core/parser";
import { FIELDS } from "../../link/fields.ts";
import { helpEntries } from "../shared/help.ts";

/**
 * All that there is to say of a flag, for `semcom help FLAG`: what each command's help says of it, and what the table of
 * settings has besides.
 * @param name With its hyphens or without.
 * @param maxWidth Characters of a line.
 * @returns Undefined if no command has it.
 */
export function writeTopic(
  parser: Parser<"sync", unknown, unknown>,
  name: string,
  maxWidth: number,
): string | undefined {
  const flag = name.startsWith("-") ? name : `--${name}`;
  const found = flagsOf(parser).filter(({ entry: { term } }) =>
    term.type === "option" && (term.names as readonly string[]).includes(flag)
  );
  if (found.length === 0) return undefined;
  const details = detailsOf(found[0]!.entry);
  const sections = Map.groupBy(found, ({ entry: { description } }) => formatMessage(description ?? [], PLAIN));
  return formatDocPage("semcom", {
    sections: [...sections].map(([_, same]) => ({
      title: same.map(({ command }) => `semcom ${command}`).join(", "),
      entries: [same[0]!.entry],
    })),
    ...details !== null && { footer: [text(details)] },
  }, { maxWidth, termWidth: "auto" }).trim() + "\n";
}

/** What there is to say of a flag besides its help, of one that is a setting of a link. */
export function detailsOf({ term }: DocEntry): string | null {
  if (term.type !== "option") return null;
  return FIELDS.find(({ flag }) => term.names.includes(`--${flag}`))?.details ?? null;
}

/** The flags of all commands, and of their subcommands. */
function flagsOf(
  parser: Parser<"sync", unknown, unknown>,
  path: readonly string[] = [],
): { readonly command: string; readonly entry: DocEntry }[] {
  return helpEntries(parser, path).flatMap((entry) =>
    entry.term.type === "command" ? flagsOf(parser, [...path, entry.term.name]) : [{ command: path.join(" "), entry }]
  );
}

const PLAIN = { colors: false, quotes: true } as const;
