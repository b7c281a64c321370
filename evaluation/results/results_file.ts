import { RefusedError } from "../../errors.ts";
import { type FileLine, fileLines } from "./line_reader.ts";
import { type Header, Plan, type Unit } from "../plan/plan.ts";
import { PointRows } from "../statistics/point_rows.ts";
import { parseResultLine } from "./result_line.ts";
import { metricsOf } from "../statistics/statistics.ts";
import { AXES, MAIN_AXES } from "../plan/sweep.ts";
import { BrokenLine, type Tally } from "../run/tally.ts";

/** The names of an evaluation's files in its folder. */
export const RESULTS = "results.jsonl";
export const TIMES = "times.jsonl";

/** The file of results that a user names by itself or by its folder. */
export async function resultsPath(path: string): Promise<string> {
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

  /** Takes a unit's lines and adds them to the tally. Undefined, and nothing is added, where the file ends before. */
  addTo(tally: Tally, unit: Unit): string[] | undefined {
    const first = this.line + 1;
    const lines = this.take(unit.messages);
    try {
      if (lines !== undefined) tally.add(unit, lines);
    } catch (error) {
      if (error instanceof BrokenLine) throw this.refused(first + error.line, error.why);
      throw error;
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
  if (header.schema !== 1) throw refused(`its schema is ${header.schema}, and this version of semcom reads 1`);
  const { settings, data } = header;
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST;
  const axes = AXES.every(({ name, holds }) => {
    const values = settings?.[name];
    if (values === undefined || values.length === 0) return !MAIN_AXES.includes(name);
    return areOf(holds, values);
  });
  if (!axes || !isCount(settings?.repeat) || !areOf("string", settings.metrics) || !isCount(data?.messages)) {
    throw refused("line 1 lacks its settings or its data");
  }
  return header;
}

/** No evaluation has more messages, or sends one more often. */
const MOST = 10_000_000;

function areOf(type: "string" | "number", values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === type);
}

/** A complete file of results whose points can be read in any order. */
export class PointFile {
  readonly plan: Plan;
  /** Where each point's lines begin, in bytes. */
  readonly #offsets = new Map<number, { readonly byte: number; readonly line: number }>();

  /** Reads the whole file once, checking every line. */
  constructor(private readonly path: string) {
    using reader = ResultsReader.open(path);
    this.plan = new Plan(reader.header);
    let [byte, point] = [reader.end, -1];
    for (let lines = reader.take(1); lines !== undefined; lines = reader.take(1)) {
      const line = parseResultLine(lines[0]!);
      if (line === undefined) throw reader.refused(reader.line, "it is broken");
      if (line.point < point || line.point >= this.plan.points.length) {
        throw reader.refused(reader.line, `it is of point ${line.point}`);
      }
      if (line.point > point) this.#offsets.set(point = line.point, { byte, line: reader.line });
      byte = reader.end;
    }
  }

  /** The names of all metrics that its points have. */
  get metrics(): string[] {
    return metricsOf(this.plan.header.settings.metrics).map(({ name }) => name);
  }

  /** The points that have results, by their numbers. */
  get points(): number[] {
    return [...this.#offsets.keys()];
  }

  /** What was counted at a point. */
  rows(point: number): PointRows {
    const { byte, line: number } = this.#offsets.get(point)!;
    const rows = new PointRows(this.plan.header.settings.metrics, this.plan.header.data.messages);
    using file = Deno.openSync(this.path);
    file.seekSync(byte, Deno.SeekMode.Start);
    for (const { text, number: after } of fileLines(file)) {
      const line = parseResultLine(text);
      if (line?.point !== point) break;
      if (line.error !== undefined || rows.add(line)) continue;
      throw new RefusedError(
        `Cannot use ${this.path}: line ${number + after - 1} is not what belongs there: it is broken`,
      );
    }
    return rows;
  }
}
