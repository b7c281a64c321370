import { RefusedError } from "../errors.ts";

/**
 * Ctrl-C, taken politely: the first one ends the input, so that what was received so far is printed and summed up; a
 * second one ends the program at once.
 */
export class Interruption implements Disposable {
  /** What a shell expects of a program that was interrupted: 128 + SIGINT. */
  static readonly exitCode = 130;
  requested = false;
  readonly #abort = new AbortController();
  readonly #listener = () => {
    if (this.requested) Deno.exit(Interruption.exitCode);
    this.requested = true;
    this.#abort.abort();
  };

  constructor() {
    Deno.addSignalListener("SIGINT", this.#listener);
  }

  /** Standard input, ending where the interruption comes; what goes wrong with it is said in one line. */
  guard(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const reader = stream.getReader();
    this.#abort.signal.addEventListener("abort", () => writer.close().catch(() => {}), { once: true });
    (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) await writer.write(next.value);
      await writer.close();
    })().catch((error) =>
      writer.abort(new RefusedError(`Cannot read standard input: ${error.message}`)).catch(() => {})
    );
    return readable;
  }

  [Symbol.dispose](): void {
    Deno.removeSignalListener("SIGINT", this.#listener);
  }
}
