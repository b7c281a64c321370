import { RefusedError, RunError } from "../../errors.ts";
import { FolderLock } from "../../runtime/folder_lock.ts";
import { isAt, openOwn } from "../../runtime/open.ts";
import { cannotWrite } from "../../runtime/writing.ts";
import { findOther, type Header, type Unit } from "../plan/plan.ts";
import { RESULTS, ResultsReader, TIMES } from "../results/results_reader.ts";
import { addUnit } from "./add_unit.ts";
import { fileLines, LongLine } from "../results/line_reader.ts";
import type { Tally } from "./tally.ts";
import { readTimes, timeLine, type UnitTime } from "../results/times.ts";

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

/** A file of ours that is open, and must be found at its path. */
interface OwnFile {
  readonly path: string;
  readonly file: Deno.FsFile;
  readonly lines: LineFile;
}

/**
 * The results of an evaluation in their folder: a unit's lines are written when it has been measured, so that a run that
 * was stopped, in whatever way, goes on where it was. The folder is locked, so that no second process writes to it.
 */
export class ResultsWriter implements Disposable {
  private constructor(
    /** The first unit that is still to be measured. */
    readonly unit: Unit | undefined,
    private readonly results: OwnFile,
    private readonly times: OwnFile,
    private readonly open: Disposable,
  ) {}

  /**
   * Opens the folder's file of results, or makes it, and adds to the tally what it has already.
   * @throws {RefusedError} if the file has another evaluation's results, or the folder is in use.
   * @throws {RunError} if the folder cannot be written to.
   */
  static open(folder: string, tally: Tally): ResultsWriter {
    using stack = new DisposableStack();
    stack.use(FolderLock.take(folder));
    const [resultsPath, timesPath] = [`${folder}/${RESULTS}`, `${folder}/${TIMES}`];
    const results = stack.use(openOwn(resultsPath));
    const times = stack.use(openOwn(timesPath));
    const begun = hasLine(results);
    let known = 0;
    for (const { time, end } of begun ? readTimes(times) : []) {
      tally.times.add(time); // before the points are closed that they belong to
      known = end;
    }
    const { end, unit } = begun ? resume(resultsPath, results, tally) : { end: 0, unit: tally.next() };
    const writer = new ResultsWriter(
      unit,
      { path: resultsPath, file: results, lines: new LineFile(results, end) },
      { path: timesPath, file: times, lines: new LineFile(times, known) },
      stack.move(), // the files and the lock are the writer's now
    );
    try {
      if (!begun) append(writer.results, `${JSON.stringify(tally.plan.header)}\n`);
    } catch (error) {
      writer[Symbol.dispose]();
      throw error;
    }
    return writer;
  }

  /**
   * Writes a unit's lines and its time.
   * @throws {RunError} if there is no room, or as {@linkcode verify} does.
   */
  write(lines: readonly string[], time: UnitTime): void {
    append(this.results, lines.map((line) => `${line}\n`).join(""));
    append(this.times, timeLine(time));
    this.verify();
  }

  /**
   * Makes sure that what was written is found at its place: a file that was removed or renamed takes all that is written.
   * @throws {RunError} if it is not.
   */
  verify(): void {
    const { path, file } = this.results;
    if (isAt(file, path)) return;
    throw new RunError(
      `Cannot write ${path}: the file or its folder was removed or renamed while it was written: leave it where it is and run the same command again`,
    );
  }

  /**
   * Waits until all that was written is on the disk, and at its place.
   * @throws {RunError} if it is not.
   */
  finish(): void {
    for (const { path, file } of [this.results, this.times]) {
      try {
        file.syncSync();
      } catch (error) {
        throw cannotWrite(path, error);
      }
    }
    this.verify();
  }

  [Symbol.dispose](): void {
    this.open[Symbol.dispose]();
  }
}

function append({ path, lines }: OwnFile, text: string): void {
  try {
    lines.append(text);
  } catch (error) {
    throw cannotWrite(path, error, "what was written before is kept, and the same command goes on");
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
  try {
    return !fileLines(file).next().done;
  } catch (error) {
    if (error instanceof LongLine) return true; // which whoever reads it will say
    throw error;
  } finally {
    file.seekSync(0, Deno.SeekMode.Start);
  }
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
