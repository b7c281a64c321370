import { RefusedError, UsageError } from "../../errors.ts";
import { FolderLock } from "../../runtime/folder_lock.ts";
import { openOwn } from "../../runtime/open.ts";
import { PlainFile } from "../../runtime/plain_file.ts";
import { guardWriting, partialOf, syncFolderOf, writeWhole } from "../../runtime/writing.ts";
import { type Header, Plan, type Unit } from "../plan/plan.ts";
import { findResults, RESULTS, ResultsReader, TIMES } from "../results/results_reader.ts";
import { readTimes, timeLine } from "../results/times.ts";
import { LineFile, refuseOther } from "./results_writer.ts";
import { addUnit } from "./add_unit.ts";
import { shardFrom } from "../plan/shard.ts";
import type { ClosedPoint } from "../statistics/closed_point.ts";
import { Tally } from "./tally.ts";

/** All shards of an evaluation, ready to be merged. */
export class Merger implements Disposable {
  readonly plan: Plan;
  #lock: FolderLock | undefined;

  private constructor(private readonly readers: readonly ResultsReader[]) {
    this.plan = new Plan(removeShard(readers[0]!.header));
  }

  /**
   * Opens shards, each a folder or a file of results, in any order.
   * @throws {RefusedError} unless they are all parts of one evaluation.
   */
  static async open(paths: readonly string[]): Promise<Merger> {
    const readers: ResultsReader[] = [];
    try {
      for (const path of paths) readers.push(ResultsReader.open(await findResults(path)));
      return new Merger(sortShards(readers));
    } catch (error) {
      readers.forEach((reader) => reader[Symbol.dispose]());
      throw error;
    }
  }

  /**
   * Writes the evaluation's results as one machine would have written them, and the times, to a folder. The files appear
   * when they are complete. The folder is locked until the merger is disposed of, so that reports can be written to it.
   * @param onClose Is given each point when it is complete.
   * @throws {RefusedError} if a shard is not finished, a line of one is not what belongs there, or another process, be it an
   * evaluation or a merge, writes to the folder.
   * @throws {UsageError} if the folder has other results already.
   * @throws {RunError} if the folder cannot be written to, or there is no room.
   */
  async merge(folder: string, onClose?: (closed: ClosedPoint) => void): Promise<Tally> {
    this.#lock = FolderLock.take(folder);
    const path = `${folder}/${RESULTS}`;
    const tally = new Tally(this.plan, undefined, onClose);
    await this.#refuseToReplace(path);
    const partial = partialOf(path);
    const times: string[] = [];
    for (const { time } of this.#times()) {
      tally.times.add(time);
      times.push(timeLine(time));
    }
    await guardWriting(path, async () => {
      await Deno.remove(partial).catch(() => {}); // of a merge that was killed
      {
        const file = openOwn(partial);
        using lines = new LineFile(file, 0);
        this.#write(lines, tally);
        file.syncSync();
      }
      await writeWhole(`${folder}/${TIMES}`, times.join(""));
      await Deno.rename(partial, path);
      await syncFolderOf(path);
    }, { partial });
    return tally;
  }

  #write(file: LineFile, tally: Tally): void {
    file.append(`${JSON.stringify(this.plan.header)}\n`);
    for (let unit = tally.next(); unit !== undefined; unit = tally.next()) {
      const reader = this.#readerOf(unit);
      const lines = addUnit(reader, tally, unit);
      if (lines === undefined) {
        throw new RefusedError(
          `Cannot merge ${reader.path}: it ends in point ${unit.point} of ${this.plan.points.length}: finish it by running its command again`,
        );
      }
      file.append(lines.map((line) => `${line}\n`).join(""));
    }
    for (const reader of this.readers) {
      if (reader.take(1) !== undefined) throw reader.refused(reader.line, "the evaluation ends before it");
    }
    tally.end();
  }

  #readerOf(unit: Unit): ResultsReader {
    return this.readers[this.plan.shardOf(unit, this.readers.length) - 1]!;
  }

  /** The times of all shards; figures of speed are all that depends on them. */
  *#times(): ReturnType<typeof readTimes> {
    for (const { path } of this.readers) {
      let file: PlainFile;
      try {
        file = PlainFile.open(path.replace(/[^/]*$/, TIMES));
      } catch {
        continue; // there need be none
      }
      using _open = file;
      yield* readTimes(file);
    }
  }

  /** A folder's results are replaced by the same ones alone. */
  async #refuseToReplace(path: string): Promise<void> {
    const there = await Deno.realPath(path).catch(() => undefined);
    if (there === undefined) return;
    for (const reader of this.readers) {
      if (await Deno.realPath(reader.path) === there) {
        throw new UsageError(`Cannot merge into ${path}: it is one of the shards: choose a folder of its own`);
      }
    }
    using reader = ResultsReader.open(path);
    refuseOther(path, reader.header, this.plan.header);
  }

  [Symbol.dispose](): void {
    this.readers.forEach((reader) => reader[Symbol.dispose]());
    this.#lock?.[Symbol.dispose]();
  }
}

/** The shards 1 to n. */
function sortShards(readers: readonly ResultsReader[]): ResultsReader[] {
  const refused = ({ path }: ResultsReader, why: string) => new RefusedError(`Cannot merge ${path}: ${why}`);
  const first = readers[0]!;
  const places: ResultsReader[] = [];
  for (const reader of readers) {
    if (reader.header.shard === undefined) throw refused(reader, "it is no shard, but a whole evaluation");
    const { number, count } = shardFrom(reader.header.shard);
    if (count !== shardFrom(first.header.shard!).count) {
      throw refused(reader, `it is shard ${reader.header.shard}, and ${first.path} is shard ${first.header.shard}`);
    }
    refuseOther(reader.path, removeShard(reader.header), removeShard(first.header));
    const same = places[number - 1];
    if (same !== undefined) throw refused(reader, `it is shard ${reader.header.shard}, and so is ${same.path}`);
    places[number - 1] = reader;
  }
  const { count } = shardFrom(first.header.shard!);
  for (let i = 0; i < count; i++) {
    if (places[i] === undefined) throw new RefusedError(`Cannot merge: shard ${i + 1}/${count} is missing`);
  }
  return places;
}

function removeShard({ shard: _, ...header }: Header): Header {
  return header;
}
