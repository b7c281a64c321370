import { RefusedError } from "../../errors.ts";
import { exitNow } from "../../runtime/native/exit_now.ts";
import { SignalListener } from "./signals.ts";

/**
 * Ctrl-C, or the SIGTERM of `kill`, `timeout` or a batch system, taken politely: the first one ends the input, so that
 * all that was received so far is printed and summed up; a second one ends the program at once, whatever it does.
 */
export class Interruption implements Disposable {
  /** The exit code of a program that a signal ended, 128 and its number, as shells expect it; undefined until one has come. */
  exitCode: number | undefined;
  readonly #abort = new AbortController();
  readonly #listener = new SignalListener({ first: (code) => this.#take(code), again: exitNow });
  readonly #watcher: Worker | undefined;

  /**
   * @param watched A thread of its own sees to the second signal, since this one may be busy for long without looking at
   * signals. To start it takes 20 ms or more: false of a command that has done what it does in less than a second.
   */
  constructor({ watched = true }: { readonly watched?: boolean } = {}) {
    if (watched) this.#watcher = new Worker(new URL("./watcher.ts", import.meta.url), { type: "module" });
  }

  get requested(): boolean {
    return this.exitCode !== undefined;
  }

  /** It is aborted when the interruption comes. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Standard input, ending where the interruption comes; its errors are said in one line. */
  guard(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const reader = stream.getReader();
    const end = () => writer.close().catch(() => {});
    if (this.requested) end();
    else this.#abort.signal.addEventListener("abort", end, { once: true });
    (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) await writer.write(next.value);
      await writer.close();
    })().catch((error) => {
      const isSaid = error instanceof RefusedError;
      writer.abort(isSaid ? error : new RefusedError(`Cannot read standard input: ${error.message}`)).catch(() => {});
    });
    return readable;
  }

  #take(exitCode: number): void {
    this.exitCode = exitCode;
    this.#abort.abort();
  }

  [Symbol.dispose](): void {
    this.#watcher?.terminate();
    this.#listener[Symbol.dispose]();
  }
}
