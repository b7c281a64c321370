import { dirname } from "node:path";
import { RunError, SemcomError } from "../errors.ts";

/** Handling of a failure. */
export interface Failing {
  /** Files to remove, since they may be half-written. */
  readonly partial?: string;
  /** The error's words on going on. */
  readonly advice?: string | undefined;
}

/**
 * Runs what writes a file or a folder.
 * @param path The file or folder, as the error calls it.
 * @throws {RunError} in one line if the disk is full, or whatever else keeps it from that.
 */
export async function guardWriting<T>(
  path: string,
  write: () => Promise<T>,
  { partial, advice }: Failing = {},
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (partial !== undefined) await Deno.remove(partial, { recursive: true }).catch(() => {}); // it may never have come to be
    throw error instanceof SemcomError ? error : cannotWrite(path, error, advice);
  }
}

/**
 * Writes a file beside its place and renames it, so that at any moment the old one stands there or the whole new one, and
 * after a power failure as well. Nothing is written through a link: what stands in the way is replaced.
 * @param content A text, or bytes one after the other.
 * @throws {RunError} as {@linkcode guardWriting} does; nothing half-written is left.
 */
export async function writeWhole(
  path: string,
  content: string | readonly Uint8Array[],
  advice?: string,
): Promise<void> {
  const partial = partialOf(path);
  const parts = typeof content === "string" ? [new TextEncoder().encode(content)] : content;
  await guardWriting(path, async () => {
    await writeNew(partial, parts);
    await Deno.rename(partial, path);
    await syncFolderOf(path);
  }, { partial, advice });
}

/**
 * Makes a folder beside its place, which has its name once it is whole. What one that was killed has left goes.
 * @param fill Is given the name that the folder has until then.
 * @throws {RunError} as {@linkcode guardWriting} does; nothing half-written is left.
 */
export async function makeWhole<T>(path: string, fill: (partial: string) => Promise<T>): Promise<T> {
  const partial = partialOf(path);
  return await guardWriting(path, async () => {
    await Deno.remove(partial, { recursive: true }).catch(() => {}); // mostly there is none
    await Deno.mkdir(partial, { recursive: true });
    const made = await fill(partial);
    await Deno.rename(partial, path);
    return made;
  }, { partial });
}

/** Writes a file that only its folder's name leads to, and waits until it is on the disk. What had the name goes. */
export async function writeNew(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {}); // mostly there is none
  using file = await Deno.open(path, { write: true, createNew: true }); // which follows no link
  await writeAll(file, parts);
  await file.sync();
}

/** Writes all bytes. Given a stream, Deno.writeFile does not tell of a disk that is full when it writes the last ones. */
export async function writeAll(file: Pick<Deno.FsFile, "write">, parts: readonly Uint8Array[]): Promise<void> {
  for (const bytes of parts) for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** Waits until the names in the folder of a file are on the disk, where the system and the file system know how to. */
export async function syncFolderOf(path: string): Promise<void> {
  try {
    using folder = await Deno.open(dirname(path));
    await folder.sync();
  } catch { /* as on Windows: names are then as safe as the system makes them */ }
}

/** Where {@linkcode writeWhole} and {@linkcode makeWhole} write before it has its name. */
export function partialOf(path: string): string {
  return `${path}.partial`;
}

/** The error of what cannot be written, in one line. */
export function cannotWrite(path: string, error: unknown, advice?: string): RunError {
  const reason = (error as Error).message.replace(/: \w+ '.*'$/s, ""); // Deno's call and the path once more
  return new RunError(`Cannot write ${[path, reason, ...advice === undefined ? [] : [advice]].join(": ")}`);
}
