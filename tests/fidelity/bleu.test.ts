import assert from "node:assert/strict";
import fc from "fast-check";
import { type BleuOrder, BleuStatistics, bleuStatistics, corpusBleu, sentenceBleu } from "../../fidelity/bleu.ts";
import { close } from "./close.ts";
import vectors from "./sacrebleu.json" with { type: "json" };
import { sentences, texts } from "./texts.ts";

const ORDERS: BleuOrder[] = [1, 2, 3, 4];

Deno.test("sentence BLEU is sacreBLEU's, orders 1 to 4", () => {
  for (const { hypothesis, reference, sentence_bleu } of vectors.pairs) {
    const statistics = bleuStatistics(hypothesis, reference);
    for (const order of ORDERS) close(sentenceBleu(statistics, order), sentence_bleu[order - 1]!, hypothesis);
  }
});

Deno.test("corpus BLEU of one message is sacreBLEU's, orders 1 to 4", () => {
  for (const { hypothesis, reference, corpus_bleu } of vectors.pairs) {
    const statistics = bleuStatistics(hypothesis, reference);
    for (const order of ORDERS) close(corpusBleu(statistics, order), corpus_bleu[order - 1]!, hypothesis);
  }
});

Deno.test("corpus BLEU of summed statistics is sacreBLEU's, orders 1 to 4", () => {
  for (const corpus of vectors.corpora) {
    const sum = new BleuStatistics();
    for (const { hypothesis, reference } of vectors.pairs.slice(corpus.start, corpus.end)) {
      assert.equal(sum.add(bleuStatistics(hypothesis, reference)), sum);
    }
    for (const order of ORDERS) close(corpusBleu(sum, order), corpus.corpus_bleu[order - 1]!, corpus.name);
  }
});

Deno.test("BLEU worked by hand", () => {
  // Tokens: a b x d against a b c d e. Matches 3 of 4, 1 of 3, 0 of 2, 0 of 1; the zeros become 1/2 and 1/4.
  const statistics = bleuStatistics("a b x d", "a b c d e");
  assert.deepEqual(statistics.correct, [3, 1, 0, 0]);
  assert.deepEqual(statistics.total, [4, 3, 2, 1]);
  assert.equal(statistics.hypothesisLength, 4);
  assert.equal(statistics.referenceLength, 5);
  const brevity = Math.exp(1 - 5 / 4);
  close(corpusBleu(statistics, 1), brevity * 3 / 4);
  close(corpusBleu(statistics, 2), brevity * Math.sqrt(3 / 4 * 1 / 3));
  close(corpusBleu(statistics), brevity * (3 / 4 * 1 / 3 * 1 / 4 * 1 / 4) ** (1 / 4));
});

Deno.test("a text too short for an order scores 0 as a corpus, and by its own orders as a sentence", () => {
  const statistics = bleuStatistics("Good morning", "Good morning");
  assert.equal(corpusBleu(statistics, 2), 1);
  assert.equal(corpusBleu(statistics, 3), 0);
  assert.equal(sentenceBleu(statistics, 3), 1);
});

Deno.test("BLEU lies in 0..1", () => {
  fc.assert(fc.property(texts, texts, fc.constantFrom(...ORDERS), (hypothesis, reference, order) => {
    const statistics = bleuStatistics(hypothesis, reference);
    for (const score of [sentenceBleu(statistics, order), corpusBleu(statistics, order)]) {
      assert.ok(score >= 0 && score <= 1, `${score}`);
    }
  }));
});

Deno.test("identical texts score exactly 1", () => {
  fc.assert(fc.property(texts, fc.constantFrom(...ORDERS), (text, order) => {
    const statistics = bleuStatistics(text, text);
    fc.pre(statistics.referenceLength > 0);
    assert.equal(sentenceBleu(statistics, order), 1);
    if (statistics.referenceLength >= order) assert.equal(corpusBleu(statistics, order), 1);
  }));
});

Deno.test("the order in which messages are added does not matter", () => {
  fc.assert(fc.property(fc.array(fc.tuple(sentences, sentences), { minLength: 2 }), (pairs) => {
    const all = pairs.map(([hypothesis, reference]) => bleuStatistics(hypothesis, reference));
    const forwards = all.reduce((sum, each) => sum.add(each), new BleuStatistics());
    const backwards = all.reduceRight((sum, each) => sum.add(each), new BleuStatistics());
    assert.deepEqual(forwards, backwards);
  }));
});
