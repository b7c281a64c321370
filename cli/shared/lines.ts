/** A line of standard input, or the rest of one that cannot be sent. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** How the line ended, "" if the input ended before it did: the line that is printed for it ends the same way. */
  readonly ending: "\n" | "\r\n" | "";
  /** True where bytes that are no UTF-8 were replaced by U+FFFD. */
  readonly repaired: boolean;
  /** The length of the line in bytes, U+FFFD included, if that is more than {@linkcode MAX_LINE_BYTES}; its text is empty then. */
  readonly tooLong?: number;
}

/** A longer line is no message but a file that lost its line ends. */
export const MAX_LINE_BYTES = 65_536;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The lines of a stream of bytes, in groups of at most `max`. A group ends where the stream has no more to give at the
 * moment, so that a line typed by hand is answered at once. Only one group and one line are held in memory.
 */
export async function* lineGroups(stream: ReadableStream<Uint8Array>, max: number): AsyncGenerator<Line[]> {
  let number = 0;
  let group: Line[] = [];
  const pending = new PendingLine();
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      pending.append(chunk.subarray(start, end));
      group.push(pending.take(++number, true));
      start = end + 1;
      if (group.length === max) {
        yield group;
        group = [];
      }
    }
    pending.append(chunk.subarray(start));
    if (group.length > 0) yield group;
    group = [];
  }
  if (pending.length > 0) yield [pending.take(++number, false)];
}

/** The bytes of a line that has not ended yet; no more than the limit of them. */
class PendingLine {
  #parts: Uint8Array[] = [];
  length = 0;

  append(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.length > MAX_LINE_BYTES + 1) this.#parts = [];
    else if (bytes.length > 0) this.#parts.push(bytes.slice());
  }

  take(number: number, isEnded: boolean): Line {
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    const length = this.length;
    this.#parts = [];
    this.length = 0;
    const crlf = isEnded && bytes.at(-1) === RETURN;
    const ending = crlf ? "\r\n" : isEnded ? "\n" : "";
    if (length - Number(crlf) > MAX_LINE_BYTES) return { number, text: "", ending, repaired: false, tooLong: length };
    const content = crlf ? bytes.subarray(0, -1) : bytes;
    try {
      return { number, text: decode(content, true), ending, repaired: false };
    } catch {
      const text = decode(content, false);
      // What was replaced takes three bytes where it had one: a line of it would be three messages' work.
      const repaired = 3 * text.length > MAX_LINE_BYTES ? new TextEncoder().encode(text).length : 0;
      if (repaired > MAX_LINE_BYTES) return { number, text: "", ending, repaired: true, tooLong: repaired };
      return { number, text, ending, repaired: true };
    }
  }
}

function decode(bytes: Uint8Array, fatal: boolean): string {
  return new TextDecoder("utf-8", { fatal, ignoreBOM: true }).decode(bytes);
}
