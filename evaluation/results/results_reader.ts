import { RefusedError } from "../../errors.ts";
import { TOKENIZER_NAMES } from "../../fidelity/tokenizers.ts";
import { typesOf } from "../../link/fields.ts";
import { type FileLine, fileLines } from "./line_reader.ts";
import { type Header, RESULTS_SCHEMA } from "../plan/plan.ts";
import { MAX_MESSAGES } from "../plan/limits.ts";
import { AXES, MAIN_AXES } from "../plan/sweep.ts";

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
  constructor(readonly path: string, private readonly file: Deno.FsFile) {
    this.#lines = fileLines({
      readSync: (block) => {
        try {
          return file.readSync(block);
        } catch (error) {
          throw new RefusedError(`Cannot read ${path}: ${(error as Error).message}`);
        }
      },
    });
    this.header = parseHeader(path, this.#next()?.text);
  }

  static open(path: string): ResultsReader {
    let file: Deno.FsFile | undefined;
    try {
      file = Deno.openSync(path);
      return new ResultsReader(path, file);
    } catch (error) {
      file?.close();
      if (error instanceof RefusedError) throw error;
      throw new RefusedError(`Cannot read ${path}: ${(error as Error).message}`);
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
    return new RefusedError(`Cannot use ${this.path}: line ${line} is not what belongs there: ${why}`);
  }

  #next(): FileLine | undefined {
    const { value, done } = this.#lines.next();
    if (done) return undefined;
    this.end = value.end;
    this.line = value.number;
    return value;
  }

  [Symbol.dispose](): void {
    this.file.close();
  }
}

function parseHeader(path: string, line: string | undefined): Header {
  const refused = (why: string) => new RefusedError(`Cannot use ${path}: ${why}`);
  if (line === undefined) throw refused("it is no file of results: it has no first line");
  let header: Header;
  try {
    header = JSON.parse(line);
  } catch {
    throw refused("it is no file of results: line 1 is no JSON object");
  }
  if (header?.kind !== "semcom eval") throw refused('it is no file of results: kind in line 1 is not "semcom eval"');
  if (header.schema !== RESULTS_SCHEMA) {
    throw refused(
      `its schema is ${header.schema}, and this version of semcom reads ${RESULTS_SCHEMA}: run its evaluation again`,
    );
  }
  const { settings, defaults, data } = header;
  const isCount = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_MESSAGES;
  const axes = AXES.every((field) => {
    const types = typesOf(field);
    const values = settings?.[field.json];
    if (values !== undefined) return areOf(types, values) && values.length > 0;
    if (MAIN_AXES.includes(field.json)) return false;
    const usual = defaults?.[field.json] ?? [];
    return Array.isArray(usual) && areOf(types, usual.filter((value) => value !== null));
  });
  const isBleu = TOKENIZER_NAMES.includes(settings?.tokenize) && typeof settings.effective_order === "boolean";
  const hasMetrics = areOf(["string"], settings?.metrics) && isBleu;
  if (!axes || !isCount(settings?.repeat) || !hasMetrics || !isCount(data?.messages)) {
    throw refused("line 1 lacks its settings or its data");
  }
  return header;
}

function areOf(types: readonly ("string" | "number")[], values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => types.some((type) => typeof value === type));
}
