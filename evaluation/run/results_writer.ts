import { RefusedError } from "../../errors.ts";
import { openIn, openLocked } from "../../runtime/open.ts";
import { cannotWrite } from "../../runtime/writing.ts";
import { findOther, type Header, type Unit } from "../plan/plan.ts";
import { RESULTS, ResultsReader, TIMES } from "../results/results_reader.ts";
import { addUnit } from "./add_unit.ts";
import { fileLines } from "../results/line_reader.ts";
import type { Tally } from "./tally.ts";
import { timeLine, type UnitTime } from "../results/times.ts";

/** A file that grows by whole lines. Where one cannot be written, the file ends with the lines before it. */
export class LineFile implements Disposable {
  /** @param end The part of the file that is to stay, in bytes. */
  constructor(
    private readonly file: Pick<Deno.FsFile, "writeSync" | "truncateSync" | "seekSync" | "close">,
    private end: number,
  ) {
    file.truncateSync(end);
    file.seekSync(end, Deno.SeekMode.Start);
  }

  /** @throws whatever keeps it from being written; what was written before is kept. */
  append(text: string): void {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += this.file.writeSync(bytes.subarray(at));
      this.end += bytes.length;
    } catch (error) {
      this.file.truncateSync(this.end);
      this.file.seekSync(this.end, Deno.SeekMode.Start);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.file.close();
  }
}

/**
 * The results of an evaluation in their folder: a unit's lines are written when it has been measured, so that a run that
 * was stopped, in whatever way, goes on where it was. The file is locked, so that no second process writes to it.
 */
export class ResultsWriter implements Disposable {
  private constructor(
    /** The first unit that is still to be measured. */
    readonly unit: Unit | undefined,
    private readonly folder: string,
    private readonly results: LineFile,
    private readonly times: LineFile,
  ) {}

  /**
   * Opens the folder's file of results, or makes it, and adds to the tally what it has already.
   * @throws {RefusedError} if the file has another evaluation's results, or is in use.
   * @throws {RunError} if the folder cannot be written to.
   */
  static open(folder: string, tally: Tally): ResultsWriter {
    const path = `${folder}/${RESULTS}`;
    using stack = new DisposableStack();
    const results = stack.use(openLocked(folder, RESULTS));
    const times = stack.use(openIn(folder, TIMES));
    const begun = hasLine(results);
    const known = begun ? wholeLines(Deno.readTextFileSync(`${folder}/${TIMES}`)) : "";
    tally.times.addLines(known); // before the points are closed that they belong to
    const { end, unit } = begun ? resume(path, results, tally) : { end: 0, unit: tally.next() };
    const writer = new ResultsWriter(
      unit,
      folder,
      new LineFile(results, end),
      new LineFile(times, new TextEncoder().encode(known).length),
    );
    if (!begun) writer.#append(writer.results, `${JSON.stringify(tally.plan.header)}\n`);
    stack.move(); // the files are the writer's now
    return writer;
  }

  /**
   * Writes a unit's lines and its time.
   * @throws {RunError} if there is no room.
   */
  write(lines: readonly string[], time: UnitTime): void {
    this.#append(this.results, lines.map((line) => `${line}\n`).join(""));
    this.#append(this.times, timeLine(time));
  }

  #append(file: LineFile, text: string): void {
    try {
      file.append(text);
    } catch (error) {
      throw cannotWrite(
        `to the folder ${this.folder}`,
        error,
        "what was written before is kept, and the same command goes on",
      );
    }
  }

  [Symbol.dispose](): void {
    this.results[Symbol.dispose]();
    this.times[Symbol.dispose]();
  }
}

/** Adds what a file has to the tally; where its last whole unit ends, and the unit that comes next. */
function resume(path: string, file: Deno.FsFile, tally: Tally): { end: number; unit: Unit | undefined } {
  const reader = new ResultsReader(path, file);
  refuseOther(path, reader.header, tally.plan.header);
  let { end } = reader;
  let unit = tally.next();
  while (unit !== undefined && addUnit(reader, tally, unit) !== undefined) {
    end = reader.end;
    unit = tally.next();
  }
  if (unit === undefined && reader.take(1) !== undefined) {
    throw reader.refused(reader.line, "the evaluation ends before it");
  }
  return { end, unit };
}

/** True where the file got as far as its first line; leaves it at its beginning. */
function hasLine(file: Deno.FsFile): boolean {
  const has = !fileLines(file).next().done;
  file.seekSync(0, Deno.SeekMode.Start);
  return has;
}

/** A text up to its last line break. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

/**
 * Refuses to go on with results of another evaluation.
 * @throws {RefusedError} naming the first field that differs.
 */
function refuseOther(path: string, found: Header, expected: Header): void {
  const other = findOther(found, expected);
  if (other === undefined) return;
  const { field, there, here } = other;
  throw new RefusedError(
    `Cannot go on with ${path}: it is another run's: ${field} is ${there} there and ${here} here: choose another folder, or remove the file`,
  );
}
