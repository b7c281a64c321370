import { RunError } from "../../errors.ts";

/**
 * Writes a file beside its place and renames it, so that at any moment the old text stands there or the whole new one.
 * @throws {RunError} if it cannot; nothing half-written is left.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await Deno.writeTextFile(partial, text);
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {}); // it may never have come to be
    throw new RunError(`Cannot write ${path}: ${(error as Error).message}`);
  }
}
