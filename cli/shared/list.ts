import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";
import { splitChannels } from "../../evaluation/plan/sweep.ts";
import { offered, type Suggest } from "./suggest.ts";
import { ratioParser } from "./ratio.ts";

/**
 * Names between commas.
 * @param suggest What a shell may offer for all of it.
 */
export function nameList(suggest?: Suggest): ValueParser<"sync", readonly string[]> {
  return { ...list("NAMES", ["awgn"], (input) => input.split(",")), ...offered(suggest) };
}

/** Channels between commas: a piece with a `=` and no `:` goes on with the channel before it. */
export function channelList(suggest?: Suggest): ValueParser<"sync", readonly string[]> {
  return { ...list("NAMES", ["awgn"], splitChannels), ...offered(suggest) };
}

/** Numbers above 0 between commas, each of which may be a fraction such as 1/2. */
export function ratioList(): ValueParser<"sync", readonly number[]> {
  const one = ratioParser();
  return {
    mode: "sync",
    metavar: "LIST",
    placeholder: [0.5],
    parse(input) {
      const values: number[] = [];
      for (const part of input.split(",")) {
        const result = one.parse(part);
        if (!result.success) return result;
        values.push(result.value);
      }
      return { success: true, value: values };
    },
    format: (value) => value.join(","),
  };
}

function list(
  metavar: "NAMES",
  placeholder: readonly string[],
  split: (input: string) => string[],
): ValueParser<"sync", readonly string[]> {
  return {
    mode: "sync",
    metavar,
    placeholder,
    parse(input) {
      const names = split(input).map((name) => name.trim());
      return names.includes("")
        ? { success: false, error: message`Expected names between commas, but got ${input}.` }
        : { success: true, value: names };
    },
    format: (value) => value.join(","),
  };
}
