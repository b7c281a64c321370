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
 * Writes a file beside its place and renames it, so that at any moment the old one stands there or the whole new one.
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
    {
      using file = await Deno.open(partial, { write: true, create: true, truncate: true });
      // Given a stream, Deno.writeFile does not tell of a disk that is full when it writes the last bytes.
      for (const bytes of parts) for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    }
    await Deno.rename(partial, path);
  }, { partial, advice });
}

/** Where {@linkcode writeWhole} writes a file before it has its name. */
export function partialOf(path: string): string {
  return `${path}.partial`;
}

/** The error of what cannot be written, in one line. */
export function cannotWrite(path: string, error: unknown, advice?: string): RunError {
  const reason = (error as Error).message.replace(/: \w+ '.*'$/s, ""); // Deno's call and the path once more
  return new RunError(`Cannot write ${[path, reason, ...advice === undefined ? [] : [advice]].join(": ")}`);
}
