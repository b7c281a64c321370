import { note } from "../shared/terminal.ts";

/** The line is written anew this often at most, in milliseconds. */
const INTERVAL_MS = 200;

/** The progress of a run, on one line of a terminal. */
export class ProgressLine implements Disposable {
  readonly #start = performance.now();
  #done = 0;
  #shown = 0;

  /** @param visible False where nothing is shown: standard error is no terminal. */
  constructor(private readonly visible: boolean) {}

  /** So many more messages have been sent, and about so many are left. */
  add(messages: number, left: number): void {
    this.#done += messages;
    if (!this.visible || performance.now() - this.#shown < INTERVAL_MS) return;
    this.#shown = performance.now();
    note(`\r${formatProgress(this.#done, left, (this.#shown - this.#start) / 1000)}\x1b[K`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown > 0) note("\r\x1b[K");
    this.#shown = 0;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}

/** "128 messages, 3372 left, 35.1/s, 1:36". */
export function formatProgress(done: number, left: number, seconds: number): string {
  const rate = done / seconds;
  const rest = Math.round(left / rate);
  const minutes = Math.floor(rest / 60);
  const clock = minutes < 60
    ? `${minutes}:${padToTwo(rest % 60)}`
    : `${Math.floor(minutes / 60)}:${padToTwo(minutes % 60)}:${padToTwo(rest % 60)}`;
  return `${done} messages, ${rate.toFixed(1)}/s, ${left} left, ${clock}`;
}

function padToTwo(value: number): string {
  return `${value}`.padStart(2, "0");
}
