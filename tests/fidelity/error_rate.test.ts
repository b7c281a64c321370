import assert from "node:assert/strict";
import fc from "fast-check";
import { characterErrorRate, tokenErrorRate, wordErrorRate } from "../../fidelity/error_rate.ts";
import type { Counts, Metric } from "../../fidelity/metric.ts";
import { add } from "./add.ts";
import { close } from "./close.ts";
import scripts from "./scripts.json" with { type: "json" };
import { texts } from "./texts.ts";

async function count(
  { counter }: Metric,
  hypothesis: string,
  reference: string,
  tokens: readonly [ArrayLike<number>, ArrayLike<number>] = [[], []],
): Promise<Counts> {
  const [receivedTokens, sentTokens] = tokens;
  const open = await counter.open();
  return (await open.count([{ reconstruction: hypothesis, text: reference, receivedTokens, sentTokens }]))[0]!;
}

const words = (hypothesis: string, reference: string) => count(wordErrorRate, hypothesis, reference);
const tokens = (hypothesis: ArrayLike<number>, reference: ArrayLike<number>) =>
  count(tokenErrorRate, "", "", [hypothesis, reference]);
const characters = async (hypothesis: string, reference: string) =>
  Array.from(await count(characterErrorRate, hypothesis, reference));
const rate = async (counts: Promise<Counts>) => wordErrorRate.ofCorpus(await counts);

Deno.test("word errors are substitutions, deletions and insertions of words with their case and punctuation", async () => {
  assert.deepEqual(await words("the ship left", "the ship left"), [0, 3]);
  assert.deepEqual(await words("The ship left.", "the ship left"), [2, 3]);
  assert.deepEqual(await words("ship has left", "the ship left"), [2, 3]);
  assert.deepEqual(await words("a  b\u00a0c", "a b c"), [0, 3]);
});

Deno.test("the character error rate is jiwer's, of 500 sentences of many scripts and of their corpora", async () => {
  const counts: number[][] = [];
  for (const { hypothesis, reference, character_error_rate } of scripts.pairs) {
    counts.push(await characters(hypothesis, reference));
    close(characterErrorRate.ofMessage(counts.at(-1)!)!, character_error_rate, hypothesis);
  }
  for (const { start, end, character_error_rate } of scripts.corpora) {
    const value = characterErrorRate.ofCorpus(counts.slice(start, end).reduce(add));
    close(value!, character_error_rate, `from ${start}`);
  }
});

Deno.test("characters are code points, and white space is one between words alone", async () => {
  assert.deepEqual(await characters("\u{1f600}a", "\u{1f680}a"), [1, 2]); // the two share their first half
  assert.deepEqual(await characters("ab", " a b\u3000"), [1, 3]);
  assert.deepEqual(await characters("", " \n"), [0, 0]);
});

Deno.test("token errors compare numbers", async () => {
  assert.deepEqual(await tokens([5, 6, 7, 8], [5, 7, 8, 9, 9]), [3, 5]);
  assert.equal(await rate(tokens(Uint32Array.of(1, 2), Int32Array.of(1, 2))), 0);
});

Deno.test("a rate is edits over reference length, of a corpus too", async () => {
  assert.equal(wordErrorRate.ofCorpus([1 + 1, 2 + 8]), 2 / 10);
  assert.equal(await rate(words("a b c d", "x")), 4);
});

Deno.test("an empty reference counts as one word long", async () => {
  assert.equal(await rate(words("", "")), 0);
  assert.equal(await rate(words("a b", " ")), 2);
  assert.equal(await rate(tokens([], [])), 0);
  assert.equal(await rate(words("", "a b")), 1);
});

Deno.test("a text has no error against itself, and a finite rate against any other", async () => {
  await fc.assert(fc.asyncProperty(texts, texts, async (hypothesis, reference) => {
    assert.equal(await rate(words(reference, reference)), 0);
    const value = await rate(words(hypothesis, reference));
    assert.ok(value! >= 0 && Number.isFinite(value), `${value}`);
  }));
});
