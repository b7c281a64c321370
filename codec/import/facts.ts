import type { RefusedError } from "../../errors.ts";
import { shown } from "./shown.ts";

/** Facts that a checkpoint states about its model: a GGUF file's metadata or a config.json. None is believed unread. */
export class Facts {
  /**
   * @param value The value of a key; undefined if there is none.
   * @param refused The error that says what is wrong with the file.
   */
  constructor(
    private readonly value: (key: string) => unknown,
    readonly refused: (why: string) => RefusedError,
  ) {}

  has(key: string): boolean {
    return (this.value(key) ?? undefined) !== undefined;
  }

  /** A whole number from `min` to `max`; `absent` if nothing is said. */
  integer(key: string, min: number, max: number, absent?: number): number {
    const value = this.value(key) ?? absent;
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw this.#wrong(key, value, `a whole number from ${min} to ${max}`);
  }

  /** A number above zero. */
  number(key: string, absent?: number): number {
    const value = this.value(key) ?? absent;
    if (typeof value === "number" && value > 0 && value < Infinity) return value;
    throw this.#wrong(key, value, "a number above zero");
  }

  text(key: string, absent?: string): string {
    const value = this.value(key) ?? absent;
    if (typeof value === "string") return value;
    throw this.#wrong(key, value, "a text");
  }

  boolean(key: string, absent: boolean): boolean {
    const value = this.value(key) ?? absent;
    if (typeof value === "boolean") return value;
    throw this.#wrong(key, value, "true or false");
  }

  /** Refuses anything but the one value that is understood; nothing said is that value. */
  expect(key: string, expected: string | number | boolean): void {
    if (this.has(key) && this.value(key) !== expected) {
      throw this.refused(`${key} is ${shown(this.value(key))}, and only ${shown(expected)} is supported`);
    }
  }

  #wrong(key: string, value: unknown, expected: string): RefusedError {
    return this.refused(
      value === undefined ? `${key} is missing` : `${key} is ${shown(value)}, and must be ${expected}`,
    );
  }
}
