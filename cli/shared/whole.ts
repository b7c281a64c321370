import { type Message, message, text } from "@optique/core/message";
import { integer, type ValueParser } from "@optique/core/valueparser";

/** Legal whole numbers; without an end where a bound is missing. */
export interface WholeRange {
  readonly metavar: "N" | "BITS";
  readonly min?: number;
  readonly max?: number;
}

/** A whole number in a range. */
export function whole(range: WholeRange): ValueParser<"sync", number> {
  return integer({ ...range, errors: { unsafeInteger: (input) => expected(range, input) } });
}

/** A whole number whose range is checked by the settings of a link, in their own words: here it only has to be a number. */
export function anyWhole(range: WholeRange): ValueParser<"sync", number> {
  return integer({ metavar: range.metavar, errors: { unsafeInteger: (input) => expected(range, input) } });
}

/** What is beyond a double's whole numbers is out of any range; the parser's own words for it are a programmer's. */
function expected({ min = 0, max = Number.MAX_SAFE_INTEGER }: WholeRange, input: string): Message {
  const upTo = max === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : `${max}`;
  return [text(`Expected a whole number from ${min} to ${upTo}, but got `), ...message`${input}.`];
}
