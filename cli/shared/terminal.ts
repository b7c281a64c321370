import { RunError } from "../../errors.ts";

const encoder = new TextEncoder();

/** Thrown when the reader of standard output has gone, as `head` does: no error, there is just nobody left to write to. */
export class ClosedPipe extends Error {}

/** Writes results. Everything else goes through {@linkcode note}. */
export function print(text: string): void {
  write(Deno.stdout, "standard output", text);
}

/** Writes to standard error: figures, warnings and errors. Where nobody reads them, results are still written. */
export function note(text: string): void {
  try {
    write(Deno.stderr, "standard error", text);
  } catch (error) {
    if (!(error instanceof ClosedPipe)) throw error;
  }
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

/** Characters of a line of standard output: no end of them but at a terminal. */
export function terminalWidth(): number {
  return Deno.stdout.isTerminal() ? Math.max(MIN_WIDTH, Deno.consoleSize().columns) : Infinity;
}

/** Characters of a line for reading: as wide as the terminal up to 100, which is enough, and 80 elsewhere. */
export function readingWidth(): number {
  return Deno.stdout.isTerminal() ? Math.min(100, terminalWidth()) : 80;
}

/** Colour only at a terminal that has not asked for none (https://no-color.org). */
export function useColours(): boolean {
  return Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR");
}

/** A terminal that says it is narrower is treated as if it were so wide. */
const MIN_WIDTH = 40;

/**
 * Text from the link as one line that is safe to show. Elsewhere than at a terminal every character is itself but the line
 * feed, which no line that was sent has and noise alone can bring: it is escaped, so that a line stays a line. At a
 * terminal all control characters are escaped, so that nobody's message moves the cursor, and those that turn the
 * direction of what follows, so that it does not read as something else.
 */
export function asLine(text: string, terminal: boolean): string {
  return text.replace(terminal ? UNSAFE : /\n/g, escapeCharacter);
}

// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

/** Like {@linkcode asLine} for a message that was given with line breaks of its own: those stay. */
export function asLines(text: string, terminal: boolean): string {
  return text.split("\n").map((line) => asLine(line, terminal)).join("\n");
}

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${formatHexadecimal(code, 2)}` : `\\u${formatHexadecimal(code, 4)}`;
}

/** A value as a line of JSON that is safe to show: what {@linkcode asLine} escapes at a terminal is escaped as JSON can. */
export function asJson(value: unknown): string {
  // JSON itself has escaped what lies below U+0020.
  return `${
    JSON.stringify(value).replace(UNSAFE, (character) => `\\u${formatHexadecimal(character.charCodeAt(0), 4)}`)
  }\n`;
}

function formatHexadecimal(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
