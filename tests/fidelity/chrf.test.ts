import assert from "node:assert/strict";
import fc from "fast-check";
import { chrf2, chrfpp, countChrf } from "../../fidelity/chrf.ts";
import { splitWords } from "../../text/words.ts";
import { add } from "./add.ts";
import { close } from "./close.ts";
import vectors from "./sacrebleu.json" with { type: "json" };
import scripts from "./scripts.json" with { type: "json" };
import { texts } from "./texts.ts";

Deno.test("chrF2 of a sentence is sacreBLEU's", () => {
  for (const pair of vectors.pairs) {
    close(chrf2(countChrf(pair.hypothesis, pair.reference)), pair.chrf2, pair.hypothesis);
  }
});

Deno.test("chrF2 of summed counts is sacreBLEU's corpus score", () => {
  for (const corpus of vectors.corpora) {
    const sum = vectors.pairs.slice(corpus.start, corpus.end)
      .map(({ hypothesis, reference }) => countChrf(hypothesis, reference)).reduce(add);
    close(chrf2(sum), corpus.chrf2, corpus.name);
  }
});

Deno.test("chrF2 worked by hand", () => {
  // abc against ab: precisions 2/3 and 1/2, recalls 1 and 1; the reference has no longer n-gram, so two orders count.
  const counts = countChrf("a bc", "ab");
  assert.deepEqual(counts, [...[3, 2, 0, 0, 0, 0], ...[2, 1, 0, 0, 0, 0], ...[2, 1, 0, 0, 0, 0], 3]);
  const precision = (2 / 3 + 1 / 2) / 2;
  close(chrf2(counts), 5 * precision / (4 * precision + 1));
});

Deno.test("characters are code points, not halves of surrogate pairs", () => {
  // The two emoji share their first half.
  assert.equal(chrf2(countChrf("\u{1f600}", "\u{1f680}")), 0);
  assert.equal(countChrf("\u{1f600}", "\u{1f600}")[1], 0);
});

Deno.test("chrF2 lies in 0..1", () => {
  fc.assert(fc.property(texts, texts, (hypothesis, reference) => {
    const score = chrf2(countChrf(hypothesis, reference));
    assert.ok(score >= 0 && score <= 1, `${score}`);
  }));
});

Deno.test("texts that differ in white space alone score exactly 1", () => {
  fc.assert(fc.property(texts, (text) => {
    fc.pre(splitWords(text).length > 0);
    assert.equal(chrf2(countChrf(splitWords(text).join("\u3000\n"), text)), 1);
  }));
});

const plusPlus = (pair: { hypothesis: string; reference: string }) => countChrf(pair.hypothesis, pair.reference, 2);

Deno.test("chrF++ is sacreBLEU's, of 500 sentences of many scripts and of their corpora", () => {
  assert.ok(scripts.pairs.length >= 500);
  assert.match(scripts.chrfpp, /\|nc:6\|nw:2\|/);
  for (const pair of scripts.pairs) close(chrfpp.ofMessage(plusPlus(pair))!, pair.chrfpp, pair.hypothesis);
  for (const { start, end, chrfpp: expected } of scripts.corpora) {
    close(chrfpp.ofCorpus(scripts.pairs.slice(start, end).map(plusPlus).reduce(add))!, expected, `from ${start}`);
  }
});

Deno.test("chrF++ counts words and pairs of words, one mark split off each", () => {
  // "(hi" and ")" against "(hi", ")" and "x": no mark is left to split off before "hi".
  const counts = countChrf("(hi)", "(hi) x", 2);
  assert.deepEqual(counts.slice(6, 8), [2, 1]);
  assert.deepEqual(counts.slice(14, 16), [3, 2]);
  assert.deepEqual(counts.slice(22), [2, 1, 3]);
  assert.deepEqual(countChrf("a (b", "a ( b", 2).slice(22, 24), [3, 2]);
});

Deno.test("chrF++ of texts without a word is 1, and of a lost one 0", () => {
  assert.equal(chrfpp.ofMessage(countChrf(" ", "", 2)), 1);
  assert.equal(chrfpp.ofMessage(countChrf("", "one", 2)), 0);
});
