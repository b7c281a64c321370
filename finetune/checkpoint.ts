import { RefusedError } from "../errors.ts";
import { FolderLock, LOCK } from "../runtime/folder_lock.ts";
import { exists } from "../runtime/open.ts";
import { guardWriting, partialOf, syncFolderOf, writeNew } from "../runtime/writing.ts";
import { encodeState, readState, type StateFile } from "./state_file.ts";

/** Where a run is. Its vectors lie beside it. */
export interface Position {
  /** Epochs that are done, and batches of the next one that are. */
  readonly epoch: number;
  readonly batch: number;
  readonly steps: number;
  readonly tokens: number;
  /** Validation before the first step. */
  readonly baseline: number;
  /** The best validation so far, with the epochs it took: none where the codec was best as it was. */
  readonly best: { readonly value: number; readonly epoch: number };
}

/** All that must be the same for a run to go on: settings, data and codec, each under its name in an error. */
export type Identity = Readonly<Record<string, string | number | undefined>>;

/** Advice in the error of a full disk once there is a state. */
export const RESUMABLE = "the state before is kept, and the same command with --resume goes on";

/** The names of the file of the state, and of the one before it. */
const STATE = "state";
const BEFORE = "state.before";

/**
 * The folder beside a run's output in which it keeps its state and, as a codec folder, the best it had so far. The state is one
 * file, which is replaced as a whole, and the one before is kept: where the newest is damaged, that is gone on from.
 */
export class Checkpoint {
  readonly folder: string;
  readonly best: string;
  readonly candidate: string;
  readonly #state: string;
  readonly #before: string;

  constructor(out: string, private readonly identity: Identity) {
    this.folder = `${out}.checkpoint`;
    this.best = `${this.folder}/best`;
    this.candidate = `${this.folder}/candidate`;
    this.#state = `${this.folder}/${STATE}`;
    this.#before = `${this.folder}/${BEFORE}`;
  }

  /**
   * Makes the folder and keeps other processes out of it until what is returned is disposed of; where there is nothing in
   * it then, it goes.
   * @throws {RefusedError} if another process is at it.
   * @throws {RunError} if it cannot be made.
   */
  lock(): Disposable {
    const lock = FolderLock.take(this.folder);
    return {
      [Symbol.dispose]: () => {
        try {
          if (!this.begun()) Deno.removeSync(this.folder, { recursive: true });
        } catch { /* a run that is done has removed it */ }
        lock[Symbol.dispose]();
      },
    };
  }

  /** True if an earlier run left something to go on from. */
  begun(): boolean {
    return [...Deno.readDirSync(this.folder)].some(({ name }) => ![LOCK, partialOf(STATE)].includes(name));
  }

  /**
   * Saves a state in place of the one before, which is kept beside it. At any moment, and after a power failure, one of the
   * two is whole.
   * @throws {RunError} if there is no room; the state that was there is kept.
   */
  async save(position: Position, vectors: readonly Float32Array<ArrayBuffer>[]): Promise<void> {
    const advice = await this.#hasState() ? RESUMABLE : undefined;
    const partial = partialOf(this.#state);
    await guardWriting(this.#state, async () => {
      await writeNew(partial, encodeState({ identity: this.identity, position }, vectors));
      if (await exists(this.#state)) await Deno.rename(this.#state, this.#before);
      await Deno.rename(partial, this.#state);
      await syncFolderOf(this.#state);
    }, { partial, advice });
  }

  /**
   * Fills the vectors with what was saved last and is whole.
   * @param warn Told where that is not the newest state, with the reason.
   * @throws {RefusedError} if there is nothing to go on from, or if it belongs to other data, settings or another codec.
   */
  async restore(vectors: readonly Float32Array<ArrayBuffer>[], warn: (why: string) => void): Promise<Position> {
    if (!await this.#hasState()) {
      throw new RefusedError(`Cannot resume: there is no ${this.#state}; leave --resume out to begin anew`);
    }
    const { isBefore, header: { identity, position }, fill } = this.#readNewest(warn);
    for (const key of new Set([...Object.keys(this.identity), ...Object.keys(identity)])) {
      if (identity[key] === this.identity[key]) continue;
      throw new RefusedError(
        `Cannot resume ${this.folder}: its ${key} was ${identity[key] ?? "not given"} and is now ${
          this.identity[key] ?? "not given"
        }; use the same, or remove that folder to begin anew`,
      );
    }
    if (!fill(vectors)) {
      throw new RefusedError(`Cannot resume: ${this.#state} is of another codec; remove its folder to begin anew`);
    }
    // The next save would put what is damaged in the place of what is whole.
    if (isBefore) await guardWriting(this.#state, () => Deno.rename(this.#before, this.#state));
    return position;
  }

  #readNewest(warn: (why: string) => void): StateFile & { readonly isBefore: boolean } {
    try {
      return { ...readState(this.#state), isBefore: false };
    } catch (error) {
      const why = `${this.#state} ${(error as Error).message}`;
      const before = this.#readBefore();
      if (before === undefined) throw new RefusedError(`Cannot resume: ${why}; remove its folder to begin anew`);
      warn(`${why}: going on from the one before it, of step ${before.header.position.steps}`);
      return { ...before, isBefore: true };
    }
  }

  #readBefore(): StateFile | undefined {
    try {
      return readState(this.#before);
    } catch {
      return undefined;
    }
  }

  async #hasState(): Promise<boolean> {
    return await exists(this.#state) || await exists(this.#before);
  }
}
