import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";
import { numberList } from "./range.ts";

/** A number, or `auto`, or `auto:P`; what the settings say of it is checked there. */
export function rateParser(): ValueParser<"sync", number | string> {
  return {
    mode: "sync",
    metavar: "USES",
    placeholder: 6,
    parse(input) {
      if (isAuto(input)) return { success: true, value: input.trim() };
      const value = input.trim() === "" ? NaN : Number(input);
      return Number.isFinite(value)
        ? { success: true, value }
        : { success: false, error: message`Expected a number, auto or auto:P, but got ${input}.` };
    },
    format: (value) => `${value}`,
  };
}

/** Numbers and ranges of numbers between commas, and `auto` among them. */
export function rateList(): ValueParser<"sync", readonly (number | string)[]> {
  const numbers = numberList();
  return {
    mode: "sync",
    metavar: "LIST",
    placeholder: [6],
    parse(input) {
      const values: (number | string)[] = [];
      for (const part of input.split(",")) {
        const result = isAuto(part) ? { success: true as const, value: [part.trim()] } : numbers.parse(part);
        if (!result.success) return result;
        values.push(...result.value);
      }
      return { success: true, value: values };
    },
    format: (value) => value.join(","),
  };
}

function isAuto(input: string): boolean {
  return /^auto\b/i.test(input.trim());
}
