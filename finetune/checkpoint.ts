import { RefusedError } from "../errors.ts";
import { exists, writing } from "./files.ts";

/** Where a run is. Its vectors lie beside it. */
export interface Position {
  /** Epochs that are done, and batches of the next one that are. */
  readonly epoch: number;
  readonly batch: number;
  readonly steps: number;
  readonly tokens: number;
  /** Validation before the first step, and the best so far with the epochs it took. */
  readonly baseline: number;
  readonly best?: { readonly bleu: number; readonly epoch: number };
}

/** What must be the same for a run to go on: settings, data and codec by name. */
export type Identity = Readonly<Record<string, string | number | undefined>>;

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
    this.#state = `${this.folder}/state`;
  }

  /** Whether an earlier run left something. */
  exists(): Promise<boolean> {
    return exists(this.folder);
  }

  async save(position: Position, vectors: readonly Float32Array<ArrayBuffer>[]): Promise<void> {
    const first = !await this.exists();
    const next = `${this.#state}.new`;
    await writing(this.folder, async () => {
      const header = new TextEncoder().encode(JSON.stringify({ schema: 1, identity: this.identity, position }) + "\n");
      await Deno.mkdir(this.folder, { recursive: true });
      await Deno.writeFile(next, ReadableStream.from([header, ...vectors.map(bytesOf)]));
      await Deno.rename(next, this.#state);
    }, first ? this.folder : next);
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
    if (at + vectors.reduce((sum, vector) => sum + vector.byteLength, 0) !== bytes.length) throw damaged(this.#state);
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
    throw damaged(path);
  }
}

function damaged(path: string): RefusedError {
  return new RefusedError(`Cannot resume: ${path} is damaged; remove its folder to begin anew`);
}

function bytesOf(vector: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
