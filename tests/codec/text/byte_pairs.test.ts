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

/** Learns merges from words: each joins the pair that is most frequent after those before it. */
function learn(words: readonly string[], count: number): string[] {
  const merges: string[] = [];
  while (merges.length < count) {
    const counts = new Map<string, number>();
    for (const word of words) {
      const tokens = joinSlowly(merges, [...word]);
      tokens.slice(1).forEach((right, i) => {
        const pair = `${tokens[i]} ${right}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      });
    }
    const known = new Set(merges.map((merge) => merge.replace(" ", "")));
    const best = [...counts].filter(([pair]) => !known.has(pair.replace(" ", ""))).sort((a, b) => b[1] - a[1])[0];
    if (best === undefined) break;
    merges.push(best[0]);
  }
  return merges;
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 12 });

/** A merge list's tokens by their ids: a code for each single letter, then the merges' numbers. */
function encode(merges: readonly string[], text: string): string[] {
  const tokens = new Map<string, number>();
  const made = merges.map((merge) => merge.replace(" ", ""));
  for (const token of made) tokens.set(token, 1000 + tokens.size);
  const names = new Map([...tokens].map(([token, id]) => [id, token]));
  using pairs = new BytePairs(made, (token) => tokens.get(token) ?? token.charCodeAt(0));
  return Array.from(pairs.encode(text), (id) => names.get(id) ?? String.fromCharCode(id));
}

Deno.test("pairs are joined in the order their merges were learnt, of equal ones the leftmost first", () => {
  assert.deepEqual(encode(["b c", "a bc"], "abcab"), ["abc", "a", "b"]);
  assert.deepEqual(encode(["a a"], "aaaaa"), ["aa", "aa", "a"]);
  fc.assert(
    fc.property(fc.array(word, { minLength: 3, maxLength: 30 }), fc.nat(12), (words, count) => {
      const merges = learn(words, count);
      for (const text of words) assert.deepEqual(encode(merges, text), joinSlowly(merges, [...text]));
    }),
    { numRuns: 60 },
  );
});

Deno.test("the encoder of all tokens says what the encoders of single pieces do", () => {
  const words = ["abacabad", "bcabcabd", "aabbaabb", "dabadaba", "\n\r\n \u0085", "日本語日本", "abad".repeat(20)];
  const merges = learn(words.slice(0, 4), 20);
  const made = merges.map((merge) => merge.replace(" ", ""));
  const texts = words.flatMap((one) => words.map((two) => one + two));
  using all = new BytePairs(made, (token) => token.charCodeAt(0) + 1000 * token.length);
  for (let i = 0; i < 100; i++) all.encode(`${i} c`); // no tokens, and more than have encoders of their own
  for (const text of texts) {
    using alone = new BytePairs(made, (token) => token.charCodeAt(0) + 1000 * token.length);
    assert.deepEqual(all.encode(text), alone.encode(text), text);
  }
});
