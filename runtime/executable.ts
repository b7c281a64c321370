/**
 * An executable of Deno's for Linux with files put in, where they cost nothing until they are asked for: what Deno itself embeds
 * it reads at each start, twice. (macOS and Windows map what is embedded, and read what is used.)
 *
 * It is: Deno's runtime; the files, each from a whole page on; where each lies, as JSON; the length of this JSON, as 4 bytes; a
 * mark; Deno's section, of which the last 8 bytes are its length. Numbers are little endian.
 */

import { fillSync } from "./plain_file.ts";

/** A part of a file, in bytes. */
export interface Extent {
  readonly offset: number;
  readonly bytes: number;
}

/** A multiple of any system's pages, of which only whole ones can be mapped. */
const PAGE = 2 ** 16;
const LENGTH_BYTES = 4, SECTION_LENGTH_BYTES = 8;
const MARK = "semcom files", SECTION_MARK = "d3n0l4nd";

/**
 * Puts files into an executable.
 * @param executable What `deno compile` wrote.
 * @param files Their bytes by their names.
 * @throws {Error} if it has not the form that Deno 2.7 writes.
 */
export function appendFiles(executable: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Blob {
  const start = executable.length - sectionBytes(executable.slice(-SECTION_LENGTH_BYTES));
  const section = executable.subarray(start);
  if (textOf(section.subarray(0, SECTION_MARK.length)) !== SECTION_MARK) {
    throw new Error("Cannot put files into the executable: it does not end with Deno's section");
  }
  const parts = [executable.subarray(0, start)];
  const extents: Record<string, Extent> = {};
  let at = start;
  for (const [name, content] of files) {
    const gap = (PAGE - at % PAGE) % PAGE;
    parts.push(new Uint8Array(gap), content);
    extents[name] = { offset: at + gap, bytes: content.length };
    at += gap + content.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(extents));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, json.length, true);
  return new Blob([...parts, json, length, MARK, section] as BlobPart[]);
}

/**
 * Where the files in an executable of Deno's lie, by their names; none lie in one that {@linkcode appendFiles} did not write.
 * @throws {Error} if it cannot be read.
 */
export function findAppended(path: string): Map<string, Extent> {
  const before = (end: number, bytes: number) => readPart(path, { offset: end - bytes, bytes });
  const size = Deno.statSync(path).size;
  const start = size - sectionBytes(before(size, SECTION_LENGTH_BYTES));
  if (textOf(before(start, MARK.length)) !== MARK) return new Map();
  const end = start - MARK.length;
  const bytes = new DataView(before(end, LENGTH_BYTES).buffer).getUint32(0, true);
  return new Map(Object.entries<Extent>(JSON.parse(textOf(before(end - LENGTH_BYTES, bytes)))));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function sectionBytes(length: Uint8Array<ArrayBuffer>): number {
  return Number(new DataView(length.buffer).getBigUint64(0, true));
}

/** A part of a file, open to be read. */
export interface OpenPart extends Disposable {
  /** Its bytes. */
  readonly size: number;
  readSync(block: Uint8Array): number | null;
}

/** Opens a part of a file. */
export function openPart(path: string | URL, { offset, bytes }: Extent): OpenPart {
  const file = Deno.openSync(path);
  if (offset > 0) file.seekSync(offset, Deno.SeekMode.Start);
  let left = bytes;
  return {
    size: bytes,
    readSync(block) {
      const count = left === 0 ? null : file.readSync(block.subarray(0, left));
      left -= count ?? 0;
      return count;
    },
    [Symbol.dispose]: () => file.close(),
  };
}

/** The bytes of a part of a file. */
export function readPart(path: string | URL, extent: Extent): Uint8Array<ArrayBuffer> {
  using file = openPart(path, extent);
  const content = new Uint8Array(extent.bytes);
  if (!fillSync(file, content)) throw new Error("it is too short");
  return content;
}
