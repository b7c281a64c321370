import { splitWords, stripEnd } from "../text/words.ts";

/**
 * Splits a text into its tokens by sacreBLEU's `13a` tokenisation, which is that of NIST's `mteval-v13a.pl`: four entities are
 * decoded, ASCII punctuation is split off, periods and commas stay inside numbers, a hyphen is split off only after a
 * digit. Other scripts are split at white space alone. Source: sacreBLEU 2.6 (Post, 2018), `tokenizer_13a.py`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(tokenize13a("It's 3,000.5 m, &quot;well-known&quot;."), [
 *   "It's", "3,000.5", "m", ",", '"', "well-known", '"', ".",
 * ]);
 * ```
 */
export function tokenize13a(text: string): string[] {
  // sacreBLEU strips a segment's end before it tokenises, so a hyphen at the very end is no broken line.
  const line = stripEnd(text)
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return splitMarks(` ${line} `);
}

/** What `13a` and `zh` share: splits a line at white space and at ASCII punctuation. */
export function splitMarks(line: string): string[] {
  return splitWords(
    line
      .replace(/[{-~[-` -&(-+:-@/]/gu, " $& ")
      .replace(/([^0-9])([.,])/gu, "$1 $2 ")
      .replace(/([.,])([^0-9])/gu, " $1 $2")
      .replace(/([0-9])(-)/gu, "$1 $2 "),
  );
}
