import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../errors.ts";
import { Fidelity, FidelityTotals, type Figures } from "../../fidelity/fidelity.ts";
import { type ComparedMessage, createCounter } from "../../fidelity/metric.ts";
import { USUAL_BLEU } from "../../fidelity/bleu.ts";
import { metrics, metricsWith, metricTitle, registerMetric } from "../../fidelity/registry.ts";
import { rougeL } from "../../fidelity/rouge_l.ts";
import { close } from "./close.ts";
import vectors from "./sacrebleu.json" with { type: "json" };
import { texts } from "./texts.ts";

const fidelity = await Fidelity.open();

/** A message whose tokens are its code points. */
function message(hypothesis: string, reference: string): ComparedMessage {
  const tokens = (text: string) => Array.from(text, (character) => character.codePointAt(0)!);
  return {
    reconstruction: hypothesis,
    text: reference,
    receivedTokens: tokens(hypothesis),
    sentTokens: tokens(reference),
  };
}

/** The figures of each message and of their corpus. */
async function measure(messages: readonly ComparedMessage[]): Promise<{ each: Figures[]; corpus: Figures }> {
  const totals = new FidelityTotals(fidelity.metrics);
  const counts = await fidelity.count(messages);
  counts.forEach((own) => totals.add(own));
  assert.equal(totals.messages, messages.length);
  return { each: counts.map((own) => fidelity.figuresOf(own)), corpus: totals.figures() };
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

Deno.test("a message's figures are its own, whatever was measured with it", async () => {
  const pairs = vectors.pairs.map(({ hypothesis, reference }) => message(hypothesis, reference));
  await using sentences = await Fidelity.open([], { ...USUAL_BLEU, effectiveOrder: true });
  const each = (await sentences.count(pairs)).map((counts) => sentences.figuresOf(counts));
  vectors.pairs.forEach(({ hypothesis, reference, sentence_bleu, chrf2 }, i) => {
    const figures = each[i]!;
    if (reference.trim() === "" && hypothesis.trim() === "") return;
    assert.equal(figures.exact, hypothesis === reference ? 1 : 0);
    sentence_bleu.forEach((expected, order) => close(figures[`bleu${order + 1}`]!, expected));
    close(figures.chrf2!, chrf2);
    assert.equal(figures.rouge_l, rougeL(hypothesis, reference));
  });
});

Deno.test("a corpus's BLEU and chrF are sacreBLEU's", async () => {
  for (const { start, end, corpus_bleu, chrf2 } of vectors.corpora) {
    const pairs = vectors.pairs.slice(start, end);
    const { corpus } = await measure(pairs.map(({ hypothesis, reference }) => message(hypothesis, reference)));
    corpus_bleu.forEach((expected, order) => close(corpus[`bleu${order + 1}`]!, expected));
    close(corpus.chrf2!, chrf2);
  }
});

Deno.test("exact and ROUGE-L are means over messages, error rates are of the sums", async () => {
  const { corpus: { exact, rouge_l, word_error_rate, token_error_rate } } = await measure([
    { text: "a b c d", reconstruction: "a b c d", sentTokens: [1, 2, 3, 4], receivedTokens: [1, 2] },
    { text: "a", reconstruction: "b c", sentTokens: [1], receivedTokens: [1] },
    { text: "a b", reconstruction: "a c", sentTokens: [1, 2], receivedTokens: [] },
  ]);
  assert.equal(exact, 1 / 3);
  assert.equal(rouge_l, (1 + 0 + 1 / 2) / 3);
  assert.equal(word_error_rate, (0 + 2 + 1) / 7);
  assert.equal(token_error_rate, (2 + 0 + 2) / 7);
});

Deno.test("a message without a word on either side lost nothing", async () => {
  const empty = message("", "");
  assert.deepEqual(await measure([empty]), { each: [PERFECT], corpus: PERFECT });
  const blank = { text: " ", reconstruction: "", sentTokens: [], receivedTokens: [] };
  const { each, corpus } = await measure([empty, blank]);
  assert.deepEqual(each[1], { ...PERFECT, exact: 0 });
  assert.deepEqual(corpus, { ...PERFECT, exact: 1 / 2 });
});

Deno.test("a message that arrived as nothing, or out of nothing, scores 0", async () => {
  for (const [hypothesis, reference] of [["", "one two"], ["one two", ""]] as const) {
    const { each: [figures] } = await measure([message(hypothesis, reference)]);
    const { exact, bleu1, bleu4, chrf2, rouge_l } = figures!;
    assert.deepEqual({ exact, bleu1, chrf2, rouge_l }, { exact: 0, bleu1: 0, chrf2: 0, rouge_l: 0 });
    assert.equal(bleu4, reference === "" ? 0 : undefined); // two words have no 4-gram that could be lost
  }
});

Deno.test("no messages have no fidelity", () => {
  assert.throws(() => new FidelityTotals(fidelity.metrics).figures(), RangeError);
});

Deno.test("identical messages have perfect figures", async () => {
  await fc.assert(fc.asyncProperty(fc.array(texts, { minLength: 1 }), async (all) => {
    // A word in Latin letters makes ROUGE-L count, four make BLEU-4 count.
    const messages = all.map((text) => `one two three four ${text}`);
    const { each, corpus } = await measure(messages.map((text) => message(text, text)));
    for (const { entity_recall, entity_precision, ...figures } of [...each, corpus]) {
      assert.deepEqual(figures, PERFECT);
      for (const share of [entity_recall, entity_precision]) assert.ok(share === undefined || share === 1);
    }
  }));
});

Deno.test("every figure is finite and every score lies in 0..1", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(texts, texts), { minLength: 1 }), async (pairs) => {
    const { each, corpus } = await measure(pairs.map(([hypothesis, reference]) => message(hypothesis, reference)));
    for (const { word_error_rate, token_error_rate, ...scores } of [...each, corpus]) {
      for (const score of Object.values(scores)) assert.ok(score >= 0 && score <= 1, `${score}`);
      for (const rate of [word_error_rate!, token_error_rate!]) {
        assert.ok(rate >= 0 && Number.isFinite(rate), `${rate}`);
      }
    }
  }));
});

Deno.test("a message of 10,000 words is compared", async () => {
  const sent = Array.from({ length: 10_000 }, (_, i) => `w${i}`);
  const received = sent.map((word, i) => i % 10 === 0 ? "lost" : word);
  const { each: [figures] } = await measure([{
    text: sent.join(" "),
    reconstruction: received.join(" "),
    sentTokens: sent.map((_, i) => i),
    receivedTokens: sent.map((_, i) => i % 10 === 5 ? -1 : i),
  }]);
  assert.equal(figures!.word_error_rate, 0.1);
  assert.equal(figures!.token_error_rate, 0.1);
  close(figures!.bleu1!, 0.9);
  close(figures!.rouge_l!, 0.9);
});

Deno.test("the usual metrics come first, and one that is asked for besides is measured by the same means", async () => {
  const ofSomeMessages = ["entity_recall", "entity_precision", "delivered", "undetected", "throughput", "bound"];
  assert.deepEqual(metricsWith([]).map(({ name }) => name), [...Object.keys(PERFECT), ...ofSomeMessages]);
  assert.deepEqual(metricsWith(["+similarity"]).at(-1)!.name, "similarity");
  await using asked = await Fidelity.open(["similarity"]);
  const [counts] = await asked.count([message("The ship left.", "The ship left.")]);
  assert.deepEqual(asked.figuresOf(counts!), { ...PERFECT, similarity: 1 });
  await using scripts = await Fidelity.open(["character_error_rate", "+chrfpp"]);
  const [of] = await scripts.count([message("我们明天见", "我们明天见")]);
  const { character_error_rate, chrfpp } = scripts.figuresOf(of!);
  assert.deepEqual([character_error_rate, chrfpp], [0, 1]);
  assert.throws(
    () => metricsWith(["similarly"]),
    (error) =>
      error instanceof UsageError && /further metric "similarly": did you mean similarity\?/.test(error.message),
  );
});

Deno.test("a registered metric is one of the further ones", async () => {
  registerMetric({
    name: "same_length",
    title: "Of the same length",
    counter: createCounter("same_length", 2, (one) => [Number(one.reconstruction.length === one.text.length), 1]),
    ofCorpus: (sums) => sums[0]! / sums[1]!,
  });
  assert.equal(metricTitle("same_length"), "Of the same length");
  assert.equal(metricTitle("unheard_of"), "unheard_of");
  await using asked = await Fidelity.open(["same_length"]);
  const totals = new FidelityTotals(asked.metrics);
  for (const counts of await asked.count([message("abc", "abd"), message("a", "abd")])) totals.add(counts);
  assert.equal(totals.figures().same_length, 1 / 2);
  const [metric] = metrics().filter(({ name }) => name === "same_length");
  assert.throws(() => registerMetric(metric!), /another metric has that name/);
  assert.throws(() => registerMetric({ ...metric!, name: "Same length" }), UsageError);
});
