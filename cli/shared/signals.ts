/** The signals that ask a program to end, with their numbers. Windows has no SIGTERM to listen for. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 2]]
  : [["SIGINT", 2], ["SIGTERM", 15]];

/** A signal that comes again so soon is the same one: `timeout` sends it to the program and then to its group, npx passes it on. */
const ECHO_MS = 200;

/** Tells the first wish that the program may end from those after it. */
export class SignalListener implements Disposable {
  #first: { readonly signal: Deno.Signal; readonly at: number } | undefined;
  readonly #listeners: readonly { readonly signal: Deno.Signal; readonly listener: () => void }[];

  /** What is called gets the exit code of a program that the signal ended: 128 and its number, as shells expect it. */
  constructor({ first, again }: { first: (exitCode: number) => void; again: (exitCode: number) => void }) {
    this.#listeners = SIGNALS.map(([signal, number]) => ({
      signal,
      listener: () => {
        const at = performance.now();
        if (this.#first === undefined) {
          this.#first = { signal, at };
          first(128 + number);
        } else if (signal !== this.#first.signal || at - this.#first.at > ECHO_MS) again(128 + number);
      },
    }));
    for (const { signal, listener } of this.#listeners) Deno.addSignalListener(signal, listener);
  }

  [Symbol.dispose](): void {
    for (const { signal, listener } of this.#listeners) Deno.removeSignalListener(signal, listener);
  }
}
