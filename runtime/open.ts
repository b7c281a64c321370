import { RefusedError } from "../errors.ts";
import { cannotWrite } from "./writing.ts";

/**
 * Opens a file of our own to read and write. It is made if need be. Whatever stands in its place may have been put there to
 * be written through: a symbolic link, a hard link, a pipe or a device is refused.
 * @throws {RefusedError} if it is no plain file of its own.
 * @throws {RunError} if it cannot be opened.
 */
export function openOwn(path: string): Deno.FsFile {
  const file = attempt(path, () => {
    try {
      return Deno.openSync(path, { read: true, write: true, createNew: true }); // which follows no link, dangling or not
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      if (!Deno.lstatSync(path).isFile) throw notOwn(path); // some devices do not like to be opened
      return Deno.openSync(path, { read: true, write: true });
    }
  });
  const { isFile, nlink } = file.statSync();
  if (isFile && (nlink ?? 1) <= 1 && isAt(file, path)) return file;
  file.close();
  throw notOwn(path);
}

/** True where the path leads to the open file, and not through a symbolic link: it was not removed, renamed or replaced. */
export function isAt(file: Deno.FsFile, path: string): boolean {
  try {
    const [open, there] = [file.statSync(), Deno.lstatSync(path)];
    return open.dev === there.dev && open.ino === there.ino && (open.nlink ?? 1) > 0;
  } catch {
    return false;
  }
}

/**
 * Makes a folder, and those above it, if need be.
 * @throws {RunError} if it cannot be.
 */
export function makeFolder(folder: string): void {
  attempt(`to the folder ${folder}`, () => Deno.mkdirSync(folder, { recursive: true }));
}

function notOwn(path: string): RefusedError {
  return new RefusedError(
    `Cannot write ${path}: it is no plain file of its own, and nothing is written through a link, a pipe or a device: remove it, or choose another folder`,
  );
}

function attempt<T>(what: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof RefusedError ? error : cannotWrite(what, error);
  }
}

/** True where there is anything of that name. */
export async function exists(path: string | URL): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
