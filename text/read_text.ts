import { RefusedError } from "../errors.ts";
import { hashHex } from "../runtime/sha256.ts";
import { openText } from "./open_text.ts";

/** A text that was read from a file, with its provenance: that of the text, whether the file is packed or not. */
export interface TextFile {
  readonly text: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** More is no text to learn in a lifetime, but a device without end, or a few kilobytes that gzip has packed. */
const MAX_TEXT_BYTES = 2 ** 28;

/**
 * Reads a text file, or one that gzip has packed.
 * @param encoding By its name; UTF-8 if nothing is said.
 * @param most The most bytes that it may have, unpacked. No more are read.
 * @param advice What to do about one that is not UTF-8; by default to name its encoding.
 * @throws {RefusedError} if there is none, if it is longer, or if it is not text in that encoding.
 */
export async function readText(
  path: string,
  encoding?: string,
  most = MAX_TEXT_BYTES,
  advice?: string,
): Promise<TextFile> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readBytes(path, encoding, most, advice);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new RefusedError(`Cannot read ${path}: ${reason(error)}`);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, bytes: bytes.length, sha256: await hashHex(bytes) };
  } catch {
    throw new RefusedError(
      `Cannot read ${path}: it is not ${encoding ?? "UTF-8"} text: ${
        encoding === undefined ? advice ?? "--encoding reads others, such as latin1" : "is it another encoding?"
      }`,
    );
  }
}

async function readBytes(
  path: string,
  encoding: string | undefined,
  most: number,
  advice: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of openText((await Deno.open(path)).readable, path, encoding, advice)) {
    length += part.length;
    if (length > most) {
      throw new RefusedError(`Cannot read ${path}: it has more than ${most} bytes of text: take a part of it`);
    }
    parts.push(part.slice());
  }
  return await new Blob(parts).bytes();
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, and a file is needed";
  return error instanceof Error ? error.message : String(error);
}
