import { lineBreak, type Message, text } from "@optique/core/message";

/** A help page's examples, a command line each. */
export function formatExamples(...commands: readonly string[]): Message {
  return [text("Examples:"), ...commands.flatMap((command) => [lineBreak(), text(`  ${command}`)])];
}
