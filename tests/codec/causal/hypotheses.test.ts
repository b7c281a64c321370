import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../../errors.ts";
import { largestDifference } from "../import/imported.ts";
import { tiny } from "./tiny.ts";

/** Of each hypothesis the tokens that it has. */
type Texts = readonly (readonly number[])[];

/** Some steps: of each hypothesis after it which one it was before, modulo their number, and its token. */
const steps = fc.array(
  fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 3, max: 287 })), {
    minLength: 1,
    maxLength: 9,
  }),
  { minLength: 1, maxLength: 20, size: "max" },
);

Deno.test("hypotheses that are reordered, dropped and doubled have the probabilities of their own tokens", async () => {
  await using opened = await tiny();
  const { model } = opened;
  using context = await model.read([1, 60, 70]);
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      using hypotheses = await model.begin(context);
      let texts: Texts = [[]];
      for (const step of steps) {
        const parents = step.map(([which]) => which % texts.length);
        const ids = step.map(([, id]) => id);
        await hypotheses.step(parents, ids);
        texts = parents.map((parent, i) => [...texts[parent]!, ids[i]!]);
        assert.equal(hypotheses.count, texts.length);
      }
      for (const [i, text] of texts.entries()) {
        const next = 100 + i;
        const surprisals = await model.surprisals(Int32Array.of(...text, next), context);
        const stepped = -hypotheses.logProbabilities[i]![next]! * Math.LOG2E;
        assert.ok(Math.abs(surprisals.at(-1)! - stepped) < 2e-3, `${surprisals.at(-1)} and ${stepped}`);
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("log-probabilities are those of a distribution, base e", async () => {
  await using opened = await tiny();
  using context = await opened.model.read([1]);
  using hypotheses = await opened.model.begin(context);
  const [root] = hypotheses.logProbabilities;
  assert.equal(root!.length, 288);
  assert.ok(Math.abs(root!.reduce((sum, one) => sum + Math.exp(one), 0) - 1) < 1e-4);
  const rows = await hypotheses.step([0, 0], [5, 6]);
  assert.equal(rows, hypotheses.logProbabilities);
  for (const row of rows) assert.ok(Math.abs(row.reduce((sum, one) => sum + Math.exp(one), 0) - 1) < 1e-4);
  assert.ok(largestDifference(rows[0]!, rows[1]!) > 0.1);
});

Deno.test("a context is read once, and is as it was whatever goes on from it", async () => {
  await using opened = await tiny();
  const { model } = opened;
  const message = Int32Array.of(40, 50, 60, 2);
  using context = await model.read([1, 60, 70]);
  const before = await model.surprisals(message, context);
  using hypotheses = await model.begin(context);
  await hypotheses.step([0, 0, 0], [9, 8, 7]);
  await hypotheses.step([2, 1, 0, 0], [9, 8, 7, 6]);
  using more = await model.read([40, 50], context);
  assert.deepEqual(await model.surprisals(message, context), before);
  assert.deepEqual([context.length, more.length], [3, 5]);
  const rest = await model.surprisals(message.subarray(2), more);
  assert.ok(largestDifference(rest, before.subarray(2)) < 1e-3);
});

Deno.test("what is read in parts is what is read at once", async () => {
  for (const name of ["llama", "qwen2", "gpt2"]) {
    await using opened = await tiny(name);
    const { model } = opened;
    const ids = Array.from({ length: 30 }, (_, i) => 3 + 9 * i);
    const message = Int32Array.of(11, 12, 13);
    using whole = await model.read(ids);
    using first = await model.read(ids.slice(0, 1));
    using second = await model.read(ids.slice(1, 2), first);
    using third = await model.read(ids.slice(2), second);
    const [a, b] = [await model.surprisals(message, whole), await model.surprisals(message, third)];
    assert.ok(largestDifference(a, b) < 1e-4, name);
    assert.ok(Math.abs(a[0]! - a[1]!) > 1e-3);
  }
});

Deno.test("an empty message has no surprisals, and nothing cannot be read", async () => {
  await using opened = await tiny();
  using context = await opened.model.read([1]);
  assert.equal((await opened.model.surprisals(new Int32Array(), context)).length, 0);
  await assert.rejects(opened.model.read([]), RangeError);
});

Deno.test("a hypothesis that there is not cannot go on", async () => {
  await using opened = await tiny();
  using context = await opened.model.read([1]);
  using hypotheses = await opened.model.begin(context);
  await assert.rejects(hypotheses.step([1], [5]), RangeError);
  await assert.rejects(hypotheses.step([0, 0], [5]), RangeError);
  await assert.rejects(hypotheses.step([], []), RangeError);
  assert.equal((await hypotheses.step([0], [5])).length, 1);
});

Deno.test("a text longer than the model takes is a usage error", async () => {
  await using opened = await tiny();
  const { model } = opened;
  const { context: max } = model.settings.configuration;
  using context = await model.read(new Array(max).fill(5));
  await assert.rejects(model.surprisals(Int32Array.of(6, 7), context), (error) => {
    return error instanceof UsageError && /the model takes 64/.test(error.message);
  });
  using hypotheses = await model.begin(context);
  await assert.rejects(hypotheses.step([0], [5]), UsageError);
});

Deno.test("activations of 8 bits give other probabilities, but not far from those of float32", async () => {
  const { imported, checkpoint, opened: open } = await import("../import/imported.ts");
  await using exact = await tiny();
  await using rounded = await imported(checkpoint("llama-mixed.gguf"), { activations: "I8" });
  await using model = await open(rounded);
  const message = Int32Array.from({ length: 20 }, (_, i) => 3 + 13 * i);
  const surprisals = await Promise.all([exact.model, model].map(async (of) => {
    using context = await of.read([1]);
    return await of.surprisals(message, context);
  }));
  const difference = largestDifference(surprisals[0]!, surprisals[1]!);
  assert.ok(difference > 1e-3 && difference < 1, `${difference}`);
});

Deno.test("several hypotheses may begin with several tokens each, after a context that is read", async () => {
  await using opened = await tiny();
  const { model } = opened;
  using context = await model.read([1, 60, 70]);
  for (const texts of [[[]], [[], []], [[9]], [[9, 8, 7]], [[9], [8], [7]], [[9, 8, 7], [9, 7, 8]]]) {
    using hypotheses = await model.begin(context, texts.map((text) => Int32Array.from(text)));
    assert.equal(hypotheses.count, texts.length);
    for (const [i, text] of texts.entries()) {
      const surprisals = await model.surprisals(Int32Array.of(...text, 100), context);
      const begun = -hypotheses.logProbabilities[i]![100]! * Math.LOG2E;
      assert.ok(Math.abs(surprisals.at(-1)! - begun) < 2e-3, `${texts}: ${surprisals.at(-1)} and ${begun}`);
    }
  }
});
