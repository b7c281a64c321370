import assert from "node:assert/strict";
import fc from "fast-check";
import { BytePairs } from "../../../codec/text/byte_pairs.ts";

/** The textbook's way: look for the first pair of the lowest rank, join it, begin again. */
function joinSlowly(merges: readonly string[], characters: readonly string[]): string[] {
  const tokens = [...characters];
  for (;;) {
    const ranks = tokens.slice(1).map((right, i) => merges.indexOf(`${tokens[i]} ${right}`)).map((rank) =>
      rank < 0 ? Infinity : rank
    );
    const lowest = Math.min(...ranks);
    if (lowest === Infinity) return tokens;
    const at = ranks.indexOf(lowest);
    tokens.splice(at, 2, tokens[at]! + tokens[at + 1]!);
  }
}

const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 40 });
const part = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 }).map((all) => all.join(""));
const mergeLists = fc.array(fc.tuple(part, part).map((pair) => pair.join(" ")), { maxLength: 40 });

Deno.test("pairs are joined in the order their merges were learnt, of equal ones the leftmost first", () => {
  assert.deepEqual(new BytePairs(["b c", "a b", "a bc"]).join([..."abcab"]), ["abc", "ab"]);
  assert.deepEqual(new BytePairs(["a a"]).join([..."aaaaa"]), ["aa", "aa", "a"]);
  fc.assert(fc.property(mergeLists, letters, (merges, characters) => {
    assert.deepEqual(new BytePairs(merges).join(characters), joinSlowly(merges, characters));
  }));
});

Deno.test("a piece of 200,000 characters takes no square of its length", () => {
  const merges = Array.from({ length: 10 }, (_, i) => `${"a".repeat(2 ** i)} ${"a".repeat(2 ** i)}`);
  const begin = performance.now();
  assert.equal(new BytePairs(merges).join(new Array(200_000).fill("a")).length, Math.floor(200_000 / 1024) + 2);
  assert.ok(performance.now() - begin < 10_000);
});
