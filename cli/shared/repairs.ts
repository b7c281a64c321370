import type { Line } from "./lines.ts";

/** Counts the lines of one input that are not UTF-8, so that one warning speaks of all of them. */
export class Repairs {
  #lines = 0;
  #repaired = 0;
  #first = 0;

  add({ number, repaired }: Line): void {
    this.#lines++;
    if (repaired && ++this.#repaired === 1) this.#first = number;
  }

  /** The warning in one line; undefined where every line was UTF-8. */
  warning(input: string): string | undefined {
    if (this.#repaired === 0) return undefined;
    const lines = `${this.#repaired} of ${this.#lines} ${this.#lines === 1 ? "line" : "lines"} of ${input}`;
    const are = this.#repaired === 1
      ? `is not UTF-8, line ${this.#first}`
      : `are not UTF-8, the first is line ${this.#first}`;
    return `semcom: warning: ${lines} ${are}: what could not be read was replaced by U+FFFD, and what counts as sent has that instead: convert it first, as with iconv -f ISO-8859-1 -t UTF-8 if it is Latin-1\n`;
  }
}
