import type { Line } from "./lines.ts";

/** Counts the lines of one input that have bytes which are no text, so that one warning speaks of all of them. */
export class Repairs {
  #lines = 0;
  #repaired = 0;
  #first = 0;

  add({ number, repaired }: Line): void {
    this.#lines++;
    if (repaired && ++this.#repaired === 1) this.#first = number;
  }

  /**
   * The warning in one line; undefined where every line was text.
   * @param encoding That was asked for; UTF-8 without.
   */
  warning(input: string, encoding?: string): string | undefined {
    if (this.#repaired === 0) return undefined;
    const lines = `${this.#repaired} of ${this.#lines} ${this.#lines === 1 ? "line" : "lines"} of ${input}`;
    const name = encoding ?? "UTF-8";
    const are = this.#repaired === 1
      ? `is not ${name}, line ${this.#first}`
      : `are not ${name}, the first is line ${this.#first}`;
    const help = encoding === undefined ? "--encoding reads others, such as latin1" : "is it another encoding?";
    return `semcom: warning: ${lines} ${are}: what could not be read was replaced by U+FFFD, and what counts as sent has that instead: ${help}\n`;
  }
}
