import assert from "node:assert/strict";
import fc from "fast-check";
import { type BleuOrder, corpusBleu, countBleu, defineBleu, isShortOfOrder, USUAL_BLEU } from "../../fidelity/bleu.ts";
import { add } from "./add.ts";
import { tokenize13a } from "../../fidelity/tokenize13a.ts";
import { close } from "./close.ts";
import vectors from "./sacrebleu.json" with { type: "json" };
import { sentences, texts } from "./texts.ts";

const ORDERS: BleuOrder[] = [1, 2, 3, 4];

Deno.test("sentence BLEU is sacreBLEU's, orders 1 to 4", () => {
  for (const { hypothesis, reference, sentence_bleu } of vectors.pairs) {
    const counts = countBleu(hypothesis, reference);
    for (const order of ORDERS) close(corpusBleu(counts, order, true), sentence_bleu[order - 1]!, hypothesis);
  }
});

Deno.test("corpus BLEU of one message is sacreBLEU's, orders 1 to 4", () => {
  for (const { hypothesis, reference, corpus_bleu } of vectors.pairs) {
    const counts = countBleu(hypothesis, reference);
    for (const order of ORDERS) close(corpusBleu(counts, order), corpus_bleu[order - 1]!, hypothesis);
  }
});

Deno.test("corpus BLEU of summed counts is sacreBLEU's, orders 1 to 4", () => {
  for (const corpus of vectors.corpora) {
    const sum = vectors.pairs.slice(corpus.start, corpus.end)
      .map(({ hypothesis, reference }) => countBleu(hypothesis, reference)).reduce(add);
    for (const order of ORDERS) close(corpusBleu(sum, order), corpus.corpus_bleu[order - 1]!, corpus.name);
  }
});

Deno.test("BLEU worked by hand", () => {
  // Tokens: a b x d against a b c d e. Matches 3 of 4, 1 of 3, 0 of 2, 0 of 1; the zeros become 1/2 and 1/4.
  const counts = countBleu("a b x d", "a b c d e");
  assert.deepEqual(counts, [...[3, 1, 0, 0], ...[4, 3, 2, 1], ...[5, 4, 3, 2], 9]);
  const brevity = Math.exp(1 - 5 / 4);
  close(corpusBleu(counts, 1), brevity * 3 / 4);
  close(corpusBleu(counts, 2), brevity * Math.sqrt(3 / 4 * 1 / 3));
  close(corpusBleu(counts), brevity * (3 / 4 * 1 / 3 * 1 / 4 * 1 / 4) ** (1 / 4));
});

Deno.test("a text too short for an order scores 0, and by its own orders if the order is the effective one", () => {
  const counts = countBleu("Good morning", "Good morning");
  assert.equal(corpusBleu(counts, 2), 1);
  assert.equal(corpusBleu(counts, 3), 0);
  assert.equal(corpusBleu(counts, 3, true), 1);
});

Deno.test("where a text has no n-gram of an order, BLEU of that order is undefined, unless the order is the effective one", () => {
  const [strict, effective] = [false, true].map((effectiveOrder) => defineBleu({ ...USUAL_BLEU, effectiveOrder }));
  for (const [text, tokens] of [["Yes", 1], ["Yes.", 2], ["We agree.", 3], ["We all agree.", 4]] as const) {
    const counts = countBleu(text, text);
    assert.deepEqual(strict!.map((metric) => metric.ofMessage(counts)), ORDERS.map((n) => n <= tokens ? 1 : undefined));
    assert.deepEqual(effective!.map((metric) => metric.ofMessage(counts)), [1, 1, 1, 1]);
    assert.equal(isShortOfOrder(counts), tokens < 4);
  }
  // The text decides, not what was received: a long text of which little arrived has a BLEU, and it is bad.
  const lost = countBleu("Yes", "Yes, we all agree.");
  assert.deepEqual(strict!.slice(1).map((metric) => metric.ofMessage(lost)), [0, 0, 0]);
  assert.equal(strict![3]!.ofMessage(countBleu("Yes, we all agree.", "Yes")), undefined);
  // A corpus has the orders that one of its messages has; blank messages lost nothing, and noise is no message.
  assert.equal(strict![3]!.ofCorpus(add(countBleu("Yes.", "Yes."), countBleu("We all agree.", "We all agree."))), 1);
  assert.equal(strict![3]!.ofCorpus(add(countBleu("Yes.", "Yes."), countBleu(" ", ""))), undefined);
  assert.equal(strict![3]!.ofCorpus(countBleu(" ", "")), 1);
  assert.equal(strict![3]!.ofCorpus(countBleu("noise", "")), 0);
});

Deno.test("BLEU lies in 0..1", () => {
  fc.assert(fc.property(texts, texts, fc.constantFrom(...ORDERS), (hypothesis, reference, order) => {
    const counts = countBleu(hypothesis, reference);
    for (const score of [corpusBleu(counts, order, true), corpusBleu(counts, order)]) {
      assert.ok(score >= 0 && score <= 1, `${score}`);
    }
  }));
});

Deno.test("identical texts score exactly 1", () => {
  fc.assert(fc.property(texts, fc.constantFrom(...ORDERS), (text, order) => {
    const counts = countBleu(text, text);
    const tokens = tokenize13a(text).length;
    fc.pre(tokens > 0);
    assert.equal(corpusBleu(counts, order, true), 1);
    if (tokens >= order) assert.equal(corpusBleu(counts, order), 1);
  }));
});

Deno.test("the order in which messages are added does not matter", () => {
  fc.assert(fc.property(fc.array(fc.tuple(sentences, sentences), { minLength: 2 }), (pairs) => {
    const all = pairs.map(([hypothesis, reference]) => countBleu(hypothesis, reference));
    assert.deepEqual(all.reduce(add), all.reduceRight(add));
  }));
});
