import { RefusedError } from "../errors.ts";
import { isAt, makeFolder, openOwn } from "./open.ts";

/** The name of the file in a folder that is locked. It goes when the lock does, and after a crash nobody holds it. */
export const LOCK = ".lock";

/** A folder that no other process of ours writes to, until it is disposed of or the process ends in whatever way. */
export class FolderLock implements Disposable {
  private constructor(private readonly path: string, private readonly file: Deno.FsFile) {}

  /**
   * Locks a folder, which is made if need be.
   * @throws {RefusedError} if another process has locked it.
   * @throws {RunError} if it cannot be made or written to.
   */
  static take(folder: string): FolderLock {
    makeFolder(folder);
    const path = `${folder}/${LOCK}`;
    for (;;) {
      const file = openOwn(path);
      if (!file.tryLockSync(true)) {
        file.close();
        throw new RefusedError(
          `Cannot write to the folder ${folder}: another process is writing to it: wait for its end, or choose another folder`,
        );
      }
      if (isAt(file, path)) return new FolderLock(path, file);
      file.close(); // whoever had it removed it after we had opened it: a lock on that keeps nobody out
    }
  }

  [Symbol.dispose](): void {
    try {
      if (isAt(this.file, this.path)) Deno.removeSync(this.path);
    } catch { /* the folder has gone, or may not be written to any more */ }
    this.file.close();
  }
}
