import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** How a file is opened to be looked at: a pipe does not wait for its other end. Windows has none of these flags. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * A plain file, open to be read. It is opened once and what was opened is looked at, so that no other file, and no pipe that would
 * be waited for without end, can take its place between a check and the reading.
 */
export class PlainFile implements Disposable {
  /** Bytes, when it was opened. */
  readonly size: number;
  /** Names that the file has: more than one of a hard link. */
  readonly links: number;
  readonly #fd: number;
  /** Where to read next; null where the system knows, as it does until the first time that another place is asked for. */
  #from: number | null = null;

  private constructor(fd: number, size: number, links: number) {
    this.#fd = fd;
    this.size = size;
    this.links = links;
  }

  /**
   * @param options `follow`: false where the last part of the path may be no symbolic link.
   * @throws {Error} whose message is the reason alone, and whose cause is the system's own error, if there is one.
   */
  static open(path: string | URL, { follow = true }: { readonly follow?: boolean } = {}): PlainFile {
    const fd = attempt(() => openSync(path, follow ? READ : READ | NO_FOLLOW));
    const stat = fstatSync(fd);
    if (stat.isFile()) return new PlainFile(fd, stat.size, stat.nlink);
    closeSync(fd);
    throw new Error("it is not a plain file");
  }

  /** Reads on, into a block; null at the end. */
  readSync(block: Uint8Array): number | null {
    const count = attempt(() => readSync(this.#fd, block, 0, block.length, this.#from));
    if (this.#from !== null) this.#from += count;
    return count === 0 ? null : count;
  }

  /** @param offset Bytes from the beginning. */
  seekSync(offset: number): void {
    this.#from = offset;
  }

  close(): void {
    closeSync(this.#fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Fills a block with what comes next in a file; false where the file ends before. */
export function fillSync(file: Pick<PlainFile, "readSync">, block: Uint8Array): boolean {
  for (let at = 0; at < block.length;) {
    const count = file.readSync(block.subarray(at));
    if (count === null) return false;
    at += count;
  }
  return true;
}

/** True of an error of {@linkcode PlainFile.open} that says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return codeOf((error as Error).cause) === "ENOENT";
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ELOOP: "it is a symbolic link, and none is followed here",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open: raise the limit, as with ulimit -n 4096",
};

function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    // "EACCES: permission denied, open 'file'": the call and the path are nothing new.
    const reason = REASONS[codeOf(error) ?? ""] ?? (error as Error).message.replace(/^[A-Z]+: |, \w+(?: '.*')?$/gs, "");
    throw new Error(reason, { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
