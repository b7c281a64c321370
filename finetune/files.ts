import { RefusedError } from "../errors.ts";
import { hashHex } from "../runtime/sha256.ts";

/** A text that was read from a file, with its provenance. */
export interface TextFile {
  readonly text: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Reads a text file; a {@linkcode RefusedError} if there is none, or if it is not UTF-8. */
export async function readText(path: string): Promise<TextFile> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    throw new RefusedError(`Cannot read ${path}: ${reason(error)}`);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, bytes: bytes.length, sha256: await hashHex(bytes) };
  } catch {
    throw new RefusedError(`Cannot read ${path}: it is not UTF-8 text`);
  }
}

/** True where there is anything of that name. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Removes a file or a folder, if there is one. */
export async function remove(path: string): Promise<void> {
  if (await exists(path)) await Deno.remove(path, { recursive: true });
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  return error instanceof Error ? error.message : String(error);
}
