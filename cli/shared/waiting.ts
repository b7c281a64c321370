import { note } from "./terminal.ts";

/** What two threads tell each other: the state, the number of the wait, and 1 where a line is drawn. */
export const [STATE, NUMBER, DRAWN] = [0, 1, 2] as const;
export const [IDLE, WAITING, DRAWING] = [0, 1, 2] as const;

/** A wait, as the thread that draws it is told. */
export interface Wait {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly number: number;
  readonly what: string;
}

/**
 * Says at a terminal what a wait of more than a second is for, and how long it has lasted. A thread of its own draws the
 * line, since native code and searches leave this one no turn; it is gone before anything else is written.
 */
export class WaitingLine implements Disposable {
  readonly #cells = new Int32Array(new SharedArrayBuffer(12));
  readonly #thread: Worker | undefined;

  /** @param visible False where nothing is shown: standard error is no terminal, or nobody wants to know. */
  constructor(visible: boolean) {
    if (visible) this.#thread = new Worker(new URL("./waiting_thread.ts", import.meta.url), { type: "module" });
  }

  /** Waits for something that is named, as in "message 3". */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#thread === undefined) return await work();
    const number = Atomics.add(this.#cells, NUMBER, 1) + 1;
    Atomics.store(this.#cells, STATE, WAITING);
    this.#thread.postMessage({ cells: this.#cells, number, what } satisfies Wait);
    try {
      return await work();
    } finally {
      this.#end();
    }
  }

  #end(): void {
    while (Atomics.compareExchange(this.#cells, STATE, WAITING, IDLE) === DRAWING); // as long as a line takes to write
    if (Atomics.exchange(this.#cells, DRAWN, 0) === 1) note("\r\x1b[K");
  }

  [Symbol.dispose](): void {
    this.#thread?.terminate();
  }
}
