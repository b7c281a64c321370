import { RefusedError } from "../errors.ts";
import { cannotWrite } from "./writing.ts";

/**
 * Opens a file to read and write. It is made if need be, and its folder too.
 * @throws {RunError} if it cannot be.
 */
export function openIn(folder: string, name: string): Deno.FsFile {
  return attempt(folder, () => {
    Deno.mkdirSync(folder, { recursive: true });
    return Deno.openSync(`${folder}/${name}`, { read: true, write: true, create: true });
  });
}

/**
 * Opens a file as {@linkcode openIn} does and locks it, until it is closed or the process ends in whatever way.
 * @throws {RefusedError} if another process has locked it.
 */
export function openLocked(folder: string, name: string): Deno.FsFile {
  const file = openIn(folder, name);
  if (attempt(folder, () => file.tryLockSync(true))) return file;
  file.close();
  throw new RefusedError(
    `Cannot write to the folder ${folder}: another process is writing to it: wait for its end, or choose another folder`,
  );
}

function attempt<T>(folder: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw cannotWrite(`to the folder ${folder}`, error);
  }
}
