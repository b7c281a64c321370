import { RefusedError } from "../errors.ts";
import { openLocked } from "../runtime/open.ts";
import { partialOf, writeWhole } from "../runtime/writing.ts";
import { exists } from "./files.ts";

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
  readonly best: { readonly bleu: number; readonly epoch: number };
}

/** All that must be the same for a run to go on: settings, data and codec, each under its name in an error. */
export type Identity = Readonly<Record<string, string | number | undefined>>;

/** Advice in the error of a full disk once there is a state. */
export const RESUMABLE = "the state before is kept, and the same command with --resume goes on";

/** The name of the file in the folder that is locked. */
const LOCK = "lock";
/** The name of the file of the state. */
const STATE = "state";

/**
 * The folder beside a run's output in which it keeps its state and, as a codec folder, the best it had so far. The state is one
 * file, which is replaced as a whole.
 */
export class Checkpoint {
  readonly folder: string;
  readonly best: string;
  readonly candidate: string;
  readonly #state: string;

  constructor(out: string, private readonly identity: Identity) {
    this.folder = `${out}.checkpoint`;
    this.best = `${this.folder}/best`;
    this.candidate = `${this.folder}/candidate`;
    this.#state = `${this.folder}/${STATE}`;
  }

  /**
   * Makes the folder and keeps other processes out of it until what is returned is disposed of; where there is nothing in
   * it then, it goes.
   * @throws {RefusedError} if another process is at it.
   * @throws {RunError} if it cannot be made.
   */
  lock(): Disposable {
    const file = openLocked(this.folder, LOCK);
    return {
      [Symbol.dispose]: () => {
        try {
          if (!this.begun()) Deno.removeSync(this.folder, { recursive: true });
        } catch { /* a run that is done has removed it */ }
        file.close();
      },
    };
  }

  /** True if an earlier run left something to go on from. */
  begun(): boolean {
    return [...Deno.readDirSync(this.folder)].some(({ name }) => name !== LOCK && name !== partialOf(STATE));
  }

  /**
   * Saves a state in place of the one before.
   * @throws {RunError} if there is no room; the one before is kept.
   */
  async save(position: Position, vectors: readonly Float32Array<ArrayBuffer>[]): Promise<void> {
    const header = new TextEncoder().encode(JSON.stringify({ schema: 1, identity: this.identity, position }) + "\n");
    const advice = await exists(this.#state) ? RESUMABLE : undefined;
    await writeWhole(this.#state, [header, ...vectors.map(bytesOf)], advice);
  }

  /**
   * Fills the vectors with what was saved.
   * @throws {RefusedError} if there is nothing to go on from, or if it belongs to other data, settings or another codec.
   */
  async restore(vectors: readonly Float32Array<ArrayBuffer>[]): Promise<Position> {
    const bytes = await Deno.readFile(this.#state).catch(() => undefined);
    if (bytes === undefined) {
      throw new RefusedError(`Cannot resume: there is no ${this.#state}; leave --resume out to begin anew`);
    }
    const end = bytes.indexOf(0x0a);
    const { identity, position } = parse(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))), this.#state);
    for (const key of Object.keys(this.identity)) {
      if (identity[key] === this.identity[key]) continue;
      throw new RefusedError(
        `Cannot resume ${this.folder}: its ${key} was ${identity[key] ?? "not given"} and is now ${
          this.identity[key] ?? "not given"
        }; use the same, or remove that folder to begin anew`,
      );
    }
    let at = end + 1;
    if (at + vectors.reduce((sum, vector) => sum + vector.byteLength, 0) !== bytes.length) {
      throw createDamagedError(this.#state);
    }
    for (const vector of vectors) {
      bytesOf(vector).set(bytes.subarray(at, at += vector.byteLength));
    }
    return position;
  }
}

function parse(json: string, path: string): { identity: Identity; position: Position } {
  try {
    return JSON.parse(json);
  } catch {
    throw createDamagedError(path);
  }
}

function createDamagedError(path: string): RefusedError {
  return new RefusedError(`Cannot resume: ${path} is damaged; remove its folder to begin anew`);
}

function bytesOf(vector: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
