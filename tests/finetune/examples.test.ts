import assert from "node:assert/strict";
import { readLearnedFolder } from "../../codec/folder/read.ts";
import { Tokenizer } from "../../codec/text/tokenizer.ts";
import type { Batch } from "../../finetune/batch.ts";
import { drawBatch, mishear } from "../../finetune/examples.ts";
import { drawOneLink } from "../../finetune/links.ts";
import { parameterTable, readParameters } from "../../finetune/parameters.ts";
import { Trainer } from "../../finetune/trainer.ts";
import { resolve } from "../../link/resolve.ts";
import { description } from "../link/description.ts";

const WIDTH = 24;
const MANIFEST = { vocabulary: 8192, bos: 0, pad: 1 };

function batchAt(snrDb: number, ids: Int32Array, index = 1): Batch {
  const link = resolve({ snrDb }, description());
  return drawBatch(new Array(4).fill(ids), drawOneLink([link], WIDTH), MANIFEST, 1, index);
}

Deno.test("what a receiver mishears is in some rows its own guess, shifted by one, and hangs on the index alone", async () => {
  const batch = batchAt(3, Int32Array.from({ length: 30 }, (_, i) => 100 + i));
  const asked: Batch[] = [];
  const guess = (one: Batch) => {
    asked.push(one);
    return Promise.resolve(one.ids.map((id) => id + 1000 * asked.length));
  };
  const times = [0, 0, 0];
  const shares: number[] = [];
  for (let index = 0; index < 300; index++) {
    asked.length = 0;
    const { previous, ...rest } = await mishear(batch, guess, MANIFEST, 1, index);
    const count = asked.length;
    times[count]!++;
    const { previous: before, ...same } = batch;
    assert.deepEqual(rest, same);
    if (count === 0) assert.deepEqual(previous, before);
    if (count === 2) assert.equal(asked[1]!.previous[1], 1100, "the second guess is made after the first");
    asked.length = 0;
    assert.deepEqual((await mishear(batch, guess, MANIFEST, 1, index)).previous, previous);
    let own = 0;
    previous.forEach((id, i) => {
      if (i % 30 === 0) return assert.equal(id, MANIFEST.bos);
      if (id === batch.ids[i - 1]! + 1000 * count) own++;
      else assert.equal(id, before[i]);
    });
    if (count > 0) shares.push(own / (previous.length - batch.rows));
  }
  assert.ok(Math.abs(times[0]! / 300 - 0.4) < 0.1 && Math.abs(times[2]! / 300 - 0.3) < 0.1, `${times}`);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  assert.ok(Math.abs(mean - 0.75) < 0.06, `${mean} of the tokens`);
});

Deno.test("a trainer guesses what was sent where the channel is good, and not where it is bad", async () => {
  const folder = await readLearnedFolder("bart-mini");
  using tokenizer = new Tokenizer(new TextDecoder().decode(folder.files.get("tokenizer.json")));
  const ids = tokenizer.encode("The committee will vote on the report tomorrow at noon.");
  const table = parameterTable(folder, "adapter");
  const values = readParameters(folder.files.get("weights.bin")!, table);
  await using trainer = await Trainer.open(folder, table, values, 1);
  const right = async (snrDb: number) => {
    const batch = batchAt(snrDb, ids);
    const guess = await trainer.guess(batch);
    return guess.filter((id, i) => id === batch.ids[i]).length / guess.length;
  };
  assert.equal(await right(18), 1);
  assert.ok(await right(-10) < 0.7);
});
