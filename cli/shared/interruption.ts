import { RefusedError } from "../../errors.ts";

/** The signals that ask a program to end, with their numbers. Windows has no SIGTERM to listen for. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15]];

/**
 * Ctrl-C, or the SIGTERM of `kill`, `timeout` or a batch system, taken politely: the first one ends the input, so that
 * all that was received so far is printed and summed up; a second one ends the program at once.
 */
export class Interruption implements Disposable {
  /** The exit code of a program that a signal ended, 128 and its number, as shells expect it; undefined until one has come. */
  exitCode: number | undefined;
  readonly #abort = new AbortController();
  readonly #listeners = SIGNALS.map(([signal, number]) => ({ signal, listener: () => this.#take(128 + number) }));

  constructor() {
    for (const { signal, listener } of this.#listeners) Deno.addSignalListener(signal, listener);
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
    if (this.requested) Deno.exit(exitCode);
    this.exitCode = exitCode;
    this.#abort.abort();
  }

  [Symbol.dispose](): void {
    for (const { signal, listener } of this.#listeners) Deno.removeSignalListener(signal, listener);
  }
}
