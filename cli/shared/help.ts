import { lineBreak, type Message, text } from "@optique/core/message";

/** How help shows a default that the parser puts in: as numbers and names stand in the table of settings. */
export function shownDefault(value: number | string): { readonly message: Message } {
  return { message: [text(`${value}`)] };
}

/** A help page's examples, a command line each. */
export function formatExamples(...commands: readonly string[]): Message {
  return [text("Examples:"), ...commands.flatMap((command) => [lineBreak(), text(`  ${command}`)])];
}
