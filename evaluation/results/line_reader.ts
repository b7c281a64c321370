/** A line of a file, as text and as the bytes that it takes. */
export interface FileLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
}

/**
 * The most bytes of a line of results. A message has 64 KiB at most, which JSON may write as six times as many, and so may
 * what arrived; the settings of 10,000 points are shorter.
 */
export const MAX_RESULT_BYTES = 2 ** 22;

/** A line that is longer than it may be. */
export class LongLine extends Error {
  constructor(readonly number: number) {
    super(`line ${number} has more than ${MAX_RESULT_BYTES} bytes`);
  }
}

/** A file that is read in blocks, from where it stands. */
export interface Blocks {
  /** Fills a block as far as it can; null at the end. */
  readSync(block: Uint8Array): number | null;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 20;

/**
 * The lines of an open file from where it stands, without their line breaks. What stands after the last line break is no
 * line: it was cut off while it was written. Only a block and a line are held in memory.
 * @throws {LongLine} as soon as a line has become longer than it may be, ended or not.
 */
export function* fileLines(file: Blocks): Generator<FileLine> {
  const decoder = new TextDecoder();
  const block = new Uint8Array(BLOCK_BYTES);
  let begun = new Uint8Array();
  let [number, end] = [0, 0];
  for (let count = file.readSync(block); count !== null && count > 0; count = file.readSync(block)) {
    const read = block.subarray(0, count);
    let start = 0;
    for (let at = read.indexOf(NEWLINE); at >= 0; at = read.indexOf(NEWLINE, start)) {
      const part = read.subarray(start, at);
      const bytes = begun.length === 0 ? part : concatenate(begun, part);
      if (bytes.length > MAX_RESULT_BYTES) throw new LongLine(number + 1);
      begun = new Uint8Array();
      end += bytes.length + 1;
      start = at + 1;
      yield { number: ++number, text: decoder.decode(bytes), end };
    }
    begun = concatenate(begun, read.subarray(start));
    if (begun.length > MAX_RESULT_BYTES) throw new LongLine(number + 1);
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
