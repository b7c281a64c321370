import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";
import { ratioOf } from "../../link/check.ts";

/** A number above 0 that may be written as a fraction: 0.5 or 1/2. */
export function ratioParser(): ValueParser<"sync", number> {
  return {
    mode: "sync",
    metavar: "R",
    placeholder: 0.5,
    parse(input) {
      const value = ratioOf(input);
      return value > 0 && Number.isFinite(value)
        ? { success: true, value }
        : { success: false, error: message`Expected a number above 0 or a fraction such as 1/2, but got ${input}.` };
    },
    format: String,
  };
}
