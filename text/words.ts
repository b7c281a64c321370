// Python's white space: Unicode's White_Space and the four separators U+001C to U+001F. JavaScript's \s lacks those four
// and U+0085, and has U+FEFF besides; with it the figures would differ from sacreBLEU's.
// deno-lint-ignore no-control-regex
const WHITE_SPACE = /[\p{White_Space}\u001c-\u001f]+/u;

/**
 * Splits a text into its words, at white space as Python's `str.split()` does: no word is empty, and a text of white space
 * alone has none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(splitWords(" by\u00a0meaning,  not by bits\n"), ["by", "meaning,", "not", "by", "bits"]);
 * ```
 */
export function splitWords(text: string): string[] {
  return text.split(WHITE_SPACE).filter((word) => word !== "");
}

/**
 * A text without the white space at either end, as Python's `str.strip()` leaves it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(stripSpace("\u3000 by meaning \n"), "by meaning");
 * ```
 */
export function stripSpace(text: string): string {
  let start = 0;
  while (start < text.length && WHITE_SPACE.test(text[start]!)) start++;
  return stripEnd(text.slice(start));
}

/** A text without the white space at its end, as Python's `str.rstrip()` leaves it. */
export function stripEnd(text: string): string {
  let end = text.length;
  // Walked, as a pattern that is anchored at the end takes quadratic time where there is much white space within.
  while (end > 0 && WHITE_SPACE.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** Counts a text's characters: Unicode code points, the unit where a script parts no words by spaces. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
