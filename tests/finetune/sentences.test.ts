import assert from "node:assert/strict";
import { RefusedError } from "../../errors.ts";
import { learningRate } from "../../finetune/schedule.ts";
import { epochBatches, holdBack, splitSentences } from "../../finetune/sentences.ts";

const LINES = Array.from({ length: 200 }, (_, i) => `Sentence ${i}.`);

Deno.test("sentences are the lines that hold something", () => {
  assert.deepEqual(splitSentences("One.\r\n\n  \nTwo.\n"), ["One.", "Two."]);
});

Deno.test("every tenth sentence is held back, or none where a file is given", () => {
  const { train, valid } = holdBack(LINES);
  assert.equal(valid.length, 20);
  assert.deepEqual([...train, ...valid].sort(), LINES.toSorted());
  assert.deepEqual(holdBack(LINES, ["Other."]), { train: LINES, valid: ["Other."] });
});

Deno.test("too little text is refused, saying how much is needed", () => {
  assert.throws(
    () => holdBack(LINES.slice(0, 7)),
    (error) => error instanceof RefusedError && /on 7 sentences: 50 are needed/.test(error.message),
  );
});

Deno.test("an epoch has every row once, its batches are full and small enough, and another epoch is another order", () => {
  const rows = Array.from({ length: 500 }, (_, i) => new Int32Array(1 + i % 40).fill(i));
  const batches = epochBatches(rows, 200, 1, 0);
  assert.deepEqual(batches.flat().map((row) => row[0]!).sort((a, b) => a - b), rows.map((row) => row[0]!));
  for (const batch of batches) assert.ok(Math.max(...batch.map((row) => row.length)) * batch.length <= 200);
  const padded = batches.reduce((sum, batch) => sum + Math.max(...batch.map((row) => row.length)) * batch.length, 0);
  assert.ok(padded < 1.15 * rows.reduce((sum, row) => sum + row.length, 0), "much is padding");
  assert.deepEqual(epochBatches(rows, 200, 1, 0), batches);
  assert.notDeepEqual(epochBatches(rows, 200, 1, 1), batches);
});

Deno.test("the learning rate rises to its most, then falls", () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRate(1, step, 100));
  assert.equal(Math.max(...rates), 1);
  assert.equal(rates.indexOf(1), 9);
  assert.ok(rates.slice(0, 9).every((rate, i) => rate < rates[i + 1]!));
  assert.ok(rates.slice(9, -1).every((rate, i) => rate >= rates[i + 10]!));
  assert.ok(rates.at(-1)! > 0 && rates.at(-1)! < 0.03);
  assert.ok(learningRate(1, 0, 1) > 0);
});
