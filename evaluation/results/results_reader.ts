import { RefusedError } from "../../errors.ts";
import { PlainFile } from "../../runtime/plain_file.ts";
import type { Header } from "../plan/plan.ts";
import { parseHeader } from "./header.ts";
import { type Blocks, type FileLine, fileLines, LongLine } from "./line_reader.ts";

/** The names of an evaluation's files in its folder. */
export const RESULTS = "results.jsonl";
export const TIMES = "times.jsonl";

/** Finds the file of results that a user names by itself or by its folder. */
export async function findResults(path: string): Promise<string> {
  const isFolder = (await Deno.stat(path).catch(() => undefined))?.isDirectory ?? false;
  return isFolder ? `${path.replace(/\/+$/, "")}/${RESULTS}` : path;
}

/**
 * A file of results, read from its beginning.
 * @throws {RefusedError} for what is no file of results, or one of another version.
 */
export class ResultsReader implements Disposable {
  readonly header: Header;
  /** Where the last line that was taken ends, in bytes, and its number. */
  end = 0;
  line = 0;
  readonly #lines: Iterator<FileLine>;

  /** @param file Stands at its beginning; the reader closes it. */
  constructor(readonly path: string, private readonly file: Blocks & { close(): void }) {
    this.#lines = fileLines(file);
    const first = this.#next()?.text;
    if (first === undefined) throw this.#unusable("it is no file of results: it has no first line");
    try {
      this.header = parseHeader(first);
    } catch (error) {
      throw this.#unusable((error as Error).message);
    }
  }

  static open(path: string): ResultsReader {
    let file: PlainFile;
    try {
      file = PlainFile.open(path);
    } catch (error) {
      throw new RefusedError(`Cannot read ${path}: ${(error as Error).message}`);
    }
    try {
      return new ResultsReader(path, file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** The next `count` lines; undefined, and none is taken, where there are fewer. */
  take(count: number): string[] | undefined {
    const { end, line } = this;
    const lines: string[] = [];
    while (lines.length < count) {
      const next = this.#next();
      if (next === undefined) {
        this.end = end;
        this.line = line;
        return undefined;
      }
      lines.push(next.text);
    }
    return lines;
  }

  refused(line: number, why: string): RefusedError {
    return this.#unusable(`line ${line} is not what belongs there: ${why}`);
  }

  #unusable(why: string): RefusedError {
    return new RefusedError(`Cannot use ${this.path}: ${why}`);
  }

  #next(): FileLine | undefined {
    const { value, done } = this.#advance();
    if (done) return undefined;
    this.end = value.end;
    this.line = value.number;
    return value;
  }

  #advance(): IteratorResult<FileLine> {
    try {
      return this.#lines.next();
    } catch (error) {
      if (error instanceof LongLine) throw this.#unusable(error.message);
      throw new RefusedError(`Cannot read ${this.path}: ${(error as Error).message}`);
    }
  }

  [Symbol.dispose](): void {
    this.file.close();
  }
}
