/** A line of a file, as text and as the bytes that it takes. */
export interface FileLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/**
 * The lines of an open file from where it stands, without their line breaks. What stands after the last line break is no
 * line: it was cut off while it was written. Only a block and a line are held in memory.
 */
export function* fileLines(file: { readSync(block: Uint8Array): number | null }): Generator<FileLine> {
  const decoder = new TextDecoder();
  const block = new Uint8Array(BLOCK_BYTES);
  let begun = new Uint8Array();
  let [number, end] = [0, 0];
  for (let count = file.readSync(block); count !== null && count > 0; count = file.readSync(block)) {
    let start = 0;
    for (let at = block.indexOf(NEWLINE); at >= 0 && at < count; at = block.indexOf(NEWLINE, start)) {
      const part = block.subarray(start, at);
      const bytes = begun.length === 0 ? part : concatenate(begun, part);
      begun = new Uint8Array();
      end += bytes.length + 1;
      start = at + 1;
      yield { number: ++number, text: decoder.decode(bytes), end };
    }
    begun = concatenate(begun, block.subarray(start, count));
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
