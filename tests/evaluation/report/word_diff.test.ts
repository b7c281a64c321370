import assert from "node:assert/strict";
import * as fc from "fast-check";
import { wordDiff } from "../../../evaluation/report/word_diff.ts";
import { commonSubsequenceLength } from "../../../text/common_subsequence.ts";
import { splitWords } from "../../../text/words.ts";

/** The parts in one line: lost words in "-", added ones in "+". */
function shown(sent: string, received: string): string {
  return wordDiff(sent, received).map(({ kind, words }) => {
    const text = words.join(" ");
    return kind === "same" ? text : kind === "lost" ? `-${text}-` : `+${text}+`;
  }).join(" ");
}

Deno.test("words that differ are told from those that do not", () => {
  assert.equal(shown("a b c", "a b c"), "a b c");
  assert.equal(shown("a b c", "a x c"), "a -b- +x+ c");
  assert.equal(shown("a b c", "b c d"), "-a- b c +d+");
  assert.equal(shown("a b c d e", "a x y d z"), "a -b c- +x y+ d -e- +z+");
  assert.equal(shown("a b", ""), "-a b-");
  assert.equal(shown("", "a"), "+a+");
  assert.equal(shown("", " "), "");
});

Deno.test("any two texts: the parts are both of them, and as much is the same as can be", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 }).map((list) => list.join(" "));
  fc.assert(fc.property(text, text, (sent, received) => {
    const parts = wordDiff(sent, received);
    const of = (...kinds: string[]) => parts.filter(({ kind }) => kinds.includes(kind)).flatMap(({ words }) => words);
    assert.deepEqual(of("same", "lost"), splitWords(sent));
    assert.deepEqual(of("same", "added"), splitWords(received));
    assert.equal(of("same").length, commonSubsequenceLength(splitWords(sent), splitWords(received)));
    parts.forEach(({ kind, words }, i) => assert(words.length > 0 && kind !== parts[i + 1]?.kind));
  }));
});

Deno.test("texts too long to compare count as different between their common ends", () => {
  const middle = (word: string) => Array.from({ length: 2500 }, (_, i) => `${word}${i} and`).join(" ");
  const parts = wordDiff(`from ${middle("x")} to`, `from ${middle("y")} to`);
  assert.deepEqual(parts.map(({ kind, words }) => [kind, words.length]), [
    ["same", 1],
    ["lost", 4999],
    ["added", 4999],
    ["same", 2],
  ]);
});
