import { RefusedError } from "../../errors.ts";
import { fillSync, PlainFile } from "../../runtime/plain_file.ts";

/**
 * A file of a checkpoint, which is not trusted: nothing is read that lies outside it, and what is wrong with it is said
 * in its name.
 */
export class SourceFile implements Disposable {
  readonly #file: PlainFile;

  private constructor(readonly path: string, file: PlainFile) {
    this.#file = file;
  }

  /** @throws {RefusedError} if it is no plain file, or cannot be read. */
  static open(path: string): SourceFile {
    try {
      return new SourceFile(path, PlainFile.open(path));
    } catch (error) {
      throw refusal(path, (error as Error).message);
    }
  }

  get size(): number {
    return this.#file.size;
  }

  /** The error that says what is wrong with the file. */
  refused(why: string): RefusedError {
    return refusal(this.path, why);
  }

  /** The bytes from `offset` on. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) throw this.refused("it ends too early");
    const bytes = new Uint8Array(length);
    this.#file.seekSync(offset);
    if (!fillSync(this.#file, bytes)) throw this.refused("it became shorter while it was read");
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function refusal(path: string, why: string): RefusedError {
  return new RefusedError(`Cannot import ${path}: ${why}`);
}
