import { RunError } from "../errors.ts";

const encoder = new TextEncoder();

/** Thrown when the reader of standard output has gone, as `head` does: no error, there is just nobody left to write to. */
export class ClosedPipe extends Error {}

/** Writes results. Everything else goes through {@linkcode note}. */
export function print(text: string): void {
  write(Deno.stdout, "standard output", text);
}

/** Writes to standard error: figures, warnings and errors. */
export function note(text: string): void {
  write(Deno.stderr, "standard error", text);
}

function write(stream: { writeSync(bytes: Uint8Array): number }, name: string, text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new ClosedPipe();
    throw new RunError(`Cannot write to ${name}: ${(error as Error).message}`);
  }
}

/**
 * Text from the link as one line that is safe to show: line breaks are escaped, so that a line stays a line, and at a
 * terminal all other control characters too, so that nobody's message moves the cursor.
 */
export function asLine(text: string, terminal: boolean): string {
  // deno-lint-ignore no-control-regex
  return text.replace(terminal ? /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g : /[\n\r]/g, escapeCharacter);
}

/** Like {@linkcode asLine} for a message that was given with line breaks of its own: those stay. */
export function asLines(text: string, terminal: boolean): string {
  return text.split("\n").map((line) => asLine(line, terminal)).join("\n");
}

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
