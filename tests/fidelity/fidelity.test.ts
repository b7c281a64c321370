import assert from "node:assert/strict";
import fc from "fast-check";
import { type ComparedMessage, FidelityTotals } from "../../fidelity/fidelity.ts";
import { rougeL } from "../../fidelity/rouge_l.ts";
import { close } from "./close.ts";
import vectors from "./sacrebleu.json" with { type: "json" };
import { texts } from "./texts.ts";

/** A message whose tokens are its code points. */
function message(hypothesis: string, reference: string): ComparedMessage {
  const tokens = (text: string) => Array.from(text, (character) => character.codePointAt(0)!);
  return { hypothesis, reference, hypothesisTokens: tokens(hypothesis), referenceTokens: tokens(reference) };
}

const PERFECT = {
  exact: 1,
  bleu1: 1,
  bleu2: 1,
  bleu3: 1,
  bleu4: 1,
  chrf2: 1,
  rouge_l: 1,
  word_error_rate: 0,
  token_error_rate: 0,
};

Deno.test("a message's figures are its own, whatever was added before", () => {
  const totals = new FidelityTotals();
  for (const pair of vectors.pairs) {
    const { hypothesis, reference, sentence_bleu, chrf2 } = pair;
    const figures = totals.add(message(hypothesis, reference));
    if (reference.trim() === "" && hypothesis.trim() === "") continue;
    assert.equal(figures.exact, hypothesis === reference ? 1 : 0);
    close(figures.bleu1, sentence_bleu[0]!);
    close(figures.bleu2, sentence_bleu[1]!);
    close(figures.bleu3, sentence_bleu[2]!);
    close(figures.bleu4, sentence_bleu[3]!);
    close(figures.chrf2, chrf2);
    assert.equal(figures.rouge_l, rougeL(hypothesis, reference));
  }
  assert.equal(totals.messages, vectors.pairs.length);
});

Deno.test("a corpus's BLEU and chrF are sacreBLEU's", () => {
  for (const { start, end, corpus_bleu, chrf2 } of vectors.corpora) {
    const totals = new FidelityTotals();
    for (const pair of vectors.pairs.slice(start, end)) totals.add(message(pair.hypothesis, pair.reference));
    const figures = totals.figures();
    close(figures.bleu1, corpus_bleu[0]!);
    close(figures.bleu2, corpus_bleu[1]!);
    close(figures.bleu3, corpus_bleu[2]!);
    close(figures.bleu4, corpus_bleu[3]!);
    close(figures.chrf2, chrf2);
  }
});

Deno.test("exact and ROUGE-L are means over messages, error rates are of the sums", () => {
  const totals = new FidelityTotals();
  totals.add({ reference: "a b c d", hypothesis: "a b c d", referenceTokens: [1, 2, 3, 4], hypothesisTokens: [1, 2] });
  totals.add({ reference: "a", hypothesis: "b c", referenceTokens: [1], hypothesisTokens: [1] });
  totals.add({ reference: "a b", hypothesis: "a c", referenceTokens: [1, 2], hypothesisTokens: [] });
  const { exact, rouge_l, word_error_rate, token_error_rate } = totals.figures();
  assert.equal(exact, 1 / 3);
  assert.equal(rouge_l, (1 + 0 + 1 / 2) / 3);
  assert.equal(word_error_rate, (0 + 2 + 1) / 7);
  assert.equal(token_error_rate, (2 + 0 + 2) / 7);
});

Deno.test("a message without a word on either side lost nothing", () => {
  const totals = new FidelityTotals();
  assert.deepEqual(totals.add(message("", "")), PERFECT);
  assert.deepEqual(totals.figures(), PERFECT);
  const blank = totals.add({ reference: " ", hypothesis: "", referenceTokens: [], hypothesisTokens: [] });
  assert.deepEqual(blank, { ...PERFECT, exact: 0 });
  assert.deepEqual(totals.figures(), { ...PERFECT, exact: 1 / 2 });
});

Deno.test("a message that arrived as nothing, or out of nothing, scores 0", () => {
  for (const [hypothesis, reference] of [["", "one two"], ["one two", ""]] as const) {
    const { exact, bleu1, bleu4, chrf2, rouge_l } = new FidelityTotals().add(message(hypothesis, reference));
    assert.deepEqual({ exact, bleu1, bleu4, chrf2, rouge_l }, { exact: 0, bleu1: 0, bleu4: 0, chrf2: 0, rouge_l: 0 });
  }
});

Deno.test("no messages have no fidelity", () => {
  assert.throws(() => new FidelityTotals().figures(), RangeError);
});

Deno.test("identical messages have perfect figures", () => {
  fc.assert(fc.property(fc.array(texts, { minLength: 1 }), (messages) => {
    const totals = new FidelityTotals();
    // A word in Latin letters makes ROUGE-L count, five make BLEU-4 count in a corpus.
    for (const text of messages) {
      assert.deepEqual(totals.add(message(`one ${text}`, `one ${text}`)), PERFECT);
    }
    totals.add(message("one two three four five", "one two three four five"));
    assert.deepEqual(totals.figures(), PERFECT);
  }));
});

Deno.test("every figure is finite and every score lies in 0..1", () => {
  fc.assert(fc.property(fc.array(fc.tuple(texts, texts), { minLength: 1 }), (pairs) => {
    const totals = new FidelityTotals();
    const all = pairs.map(([hypothesis, reference]) => totals.add(message(hypothesis, reference)));
    for (const { word_error_rate, token_error_rate, ...scores } of [...all, totals.figures()]) {
      for (const score of Object.values(scores)) assert.ok(score >= 0 && score <= 1, `${score}`);
      for (const rate of [word_error_rate, token_error_rate]) {
        assert.ok(rate >= 0 && Number.isFinite(rate), `${rate}`);
      }
    }
  }));
});

Deno.test("a message of 10,000 words is compared", () => {
  const sent = Array.from({ length: 10_000 }, (_, i) => `w${i}`);
  const received = sent.map((word, i) => i % 10 === 0 ? "lost" : word);
  const figures = new FidelityTotals().add({
    reference: sent.join(" "),
    hypothesis: received.join(" "),
    referenceTokens: sent.map((_, i) => i),
    hypothesisTokens: sent.map((_, i) => i % 10 === 5 ? -1 : i),
  });
  assert.equal(figures.word_error_rate, 0.1);
  assert.equal(figures.token_error_rate, 0.1);
  close(figures.bleu1, 0.9);
  close(figures.rouge_l, 0.9);
});
