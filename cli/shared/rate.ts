import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";
import { numberList } from "./range.ts";

/** A number, or one `/word`, or `auto`, or `auto:P`; what the settings say of it is checked there. */
export function rateParser(): ValueParser<"sync", number | string> {
  return {
    mode: "sync",
    metavar: "USES",
    placeholder: 6,
    parse(input) {
      if (isWords(input)) return { success: true, value: input.trim() };
      const value = input.trim() === "" ? NaN : Number(input);
      return Number.isFinite(value) ? { success: true, value } : {
        success: false,
        error: message`Expected a number, one per word as in 8/word, auto or auto:P, but got ${input}.`,
      };
    },
    format: (value) => `${value}`,
  };
}

/** Numbers and ranges of numbers between commas, and rates in words among them. */
export function rateList(): ValueParser<"sync", readonly (number | string)[]> {
  const numbers = numberList();
  return {
    mode: "sync",
    metavar: "LIST",
    placeholder: [6],
    parse(input) {
      const values: (number | string)[] = [];
      for (const part of input.split(",")) {
        const result = isWords(part) ? { success: true as const, value: [part.trim()] } : numbers.parse(part);
        if (!result.success) return result;
        values.push(...result.value);
      }
      return { success: true, value: values };
    },
    format: (value) => value.join(","),
  };
}

/** True of `auto`, `auto:P` and `8/word`. */
function isWords(input: string): boolean {
  return /^auto\b|\/\s*word$/i.test(input.trim());
}
