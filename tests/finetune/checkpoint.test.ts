import assert from "node:assert/strict";
import { RefusedError } from "../../errors.ts";
import { Checkpoint, type Position } from "../../finetune/checkpoint.ts";
import { exists } from "../../finetune/files.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

const POSITION: Position = { epoch: 0, batch: 2, steps: 2, tokens: 30, baseline: 0.5, best: { bleu: 0.5, epoch: 0 } };

Deno.test("a checkpoint is what was saved last, and stays when the lock goes", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = new Checkpoint(`${folder.path}/mine`, { "--seed": 1 });
  {
    using _lock = checkpoint.lock();
    assert.throws(() => checkpoint.lock(), RefusedError);
    await checkpoint.save(POSITION, [Float32Array.of(1, 2)]);
    await checkpoint.save({ ...POSITION, steps: 3 }, [Float32Array.of(3, 4)]);
  }
  using _lock = checkpoint.lock();
  assert.ok(checkpoint.begun());
  const values = new Float32Array(2);
  assert.deepEqual(await checkpoint.restore([values]), { ...POSITION, steps: 3 });
  assert.deepEqual(values, Float32Array.of(3, 4));
});

Deno.test("what a run leaves that was killed before it had a state is no obstacle, and goes; what is not its own stays", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = new Checkpoint(`${folder.path}/mine`, {});
  folder.write("mine.checkpoint/lock", "");
  folder.write("mine.checkpoint/state.partial", "half");
  {
    using _lock = checkpoint.lock();
    assert.equal(checkpoint.begun(), false);
  }
  assert.equal(await exists(checkpoint.folder), false);
  folder.write("mine.checkpoint/diary", "today");
  {
    using _lock = checkpoint.lock();
    assert.equal(checkpoint.begun(), true);
  }
  assert.equal(folder.read("mine.checkpoint/diary"), "today");
});
