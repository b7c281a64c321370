import assert from "node:assert/strict";
import { RefusedError } from "../../errors.ts";
import { Checkpoint, type Identity, type Position } from "../../finetune/checkpoint.ts";
import { exists } from "../../runtime/open.ts";
import { LOCK } from "../../runtime/folder_lock.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { makePipe, UNIX } from "../pipe.ts";

const POSITION: Position = { epoch: 0, batch: 2, steps: 2, tokens: 30, baseline: 0.5, best: { value: 0.5, epoch: 0 } };

/** A run's states: after 2 steps its vectors are 1, 2 and 0, after 3 steps 3, 4 and 0. */
const vectorsAfter = (steps: number) => [Float32Array.of(2 * steps - 3, 2 * steps - 2), Float32Array.of(0)];

async function saved(folder: TemporaryFolder, steps: readonly number[], identity: Identity = { "--seed": 1 }) {
  const checkpoint = new Checkpoint(`${folder.path}/mine`, identity);
  Deno.mkdirSync(checkpoint.folder, { recursive: true });
  for (const each of steps) await checkpoint.save({ ...POSITION, steps: each }, vectorsAfter(each));
  return checkpoint;
}

/** Goes on from what there is: the number of steps that were done, after a look at the vectors, and what was warned of. */
async function restored(checkpoint: Checkpoint): Promise<{ steps: number; warning: string }> {
  const vectors = vectorsAfter(0);
  let warning = "";
  const position = await checkpoint.restore(vectors, (why) => warning += why);
  assert.deepEqual(position, { ...POSITION, steps: position.steps });
  assert.deepEqual(vectors, vectorsAfter(position.steps));
  return { steps: position.steps, warning };
}

const isRefused = (says: RegExp) => (error: Error) => error instanceof RefusedError && says.test(error.message);

Deno.test("a checkpoint is what was saved last, and stays when the lock goes", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = new Checkpoint(`${folder.path}/mine`, { "--seed": 1 });
  {
    using _lock = checkpoint.lock();
    assert.throws(() => checkpoint.lock(), RefusedError);
    for (const steps of [2, 3]) await checkpoint.save({ ...POSITION, steps }, vectorsAfter(steps));
  }
  using _lock = checkpoint.lock();
  assert.ok(checkpoint.begun());
  assert.deepEqual(await restored(checkpoint), { steps: 3, warning: "" });
});

Deno.test("what a run leaves that was killed before it had a state is no obstacle, and goes; what is not its own stays", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = new Checkpoint(`${folder.path}/mine`, {});
  folder.write(`mine.checkpoint/${LOCK}`, "");
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

Deno.test("wherever a byte of the newest state is another, or it ends early or late, the one before is gone on from", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = await saved(folder, [2, 3]);
  const state = `${checkpoint.folder}/state`;
  const [whole, before] = [Deno.readFileSync(state), Deno.readFileSync(`${state}.before`)];
  const damages: Uint8Array[] = [
    ...Array.from(whole, (byte, at) => whole.with(at, byte ^ 1 << at % 8)),
    ...Array.from(whole, (_, length) => whole.subarray(0, length)),
    Uint8Array.of(...whole, 0),
    new Uint8Array(whole.length),
    before.with(0, 0),
  ];
  for (const damaged of damages) {
    Deno.writeFileSync(state, damaged);
    Deno.writeFileSync(`${state}.before`, before);
    const { steps, warning } = await restored(checkpoint);
    assert.equal(steps, 2);
    assert.match(warning, /state is (damaged|of version .*): going on from the one before it, of step 2$/);
    assert.deepEqual(Deno.readFileSync(state), before); // which the next save does not put a damaged one in the place of
  }
  Deno.writeFileSync(state, whole);
  assert.equal((await restored(checkpoint)).steps, 3);
});

Deno.test("a state is refused where both are damaged, and where there is none before it", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = await saved(folder, [2]);
  const state = `${checkpoint.folder}/state`;
  Deno.truncateSync(state, 100);
  await assert.rejects(
    restored(checkpoint),
    isRefused(/^Cannot resume: .*state is damaged; remove its folder to begin anew$/),
  );
  folder.write("mine.checkpoint/state.before", "no better");
  await assert.rejects(restored(checkpoint), isRefused(/state is damaged/));
  Deno.removeSync(state);
  Deno.removeSync(`${state}.before`);
  await assert.rejects(restored(checkpoint), isRefused(/there is no .*state; leave --resume out/));
});

Deno.test("killed between the two renames of a save, a run goes on from the state that was", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = await saved(folder, [2, 3]);
  Deno.removeSync(`${checkpoint.folder}/state.before`);
  Deno.renameSync(`${checkpoint.folder}/state`, `${checkpoint.folder}/state.before`);
  folder.write("mine.checkpoint/state.partial", "whole, but without its name");
  assert.equal((await restored(checkpoint)).steps, 3);
  await checkpoint.save({ ...POSITION, steps: 4 }, vectorsAfter(4));
  assert.deepEqual(await restored(checkpoint), { steps: 4, warning: "" });
});

Deno.test("a state of another version, run or codec is refused as what it is", async () => {
  using folder = new TemporaryFolder();
  const checkpoint = await saved(folder, [2]);
  const other = new Checkpoint(`${folder.path}/mine`, { "--seed": 1, "--steps": 9 });
  await assert.rejects(restored(other), isRefused(/its --steps was not given and is now 9; use the same/));
  const longer = [Float32Array.of(0), Float32Array.of(0, 0)];
  await assert.rejects(checkpoint.restore(longer, assert.fail), isRefused(/is of another codec/));
  folder.write("mine.checkpoint/state", '{"schema":1,"identity":{},"position":{}}\n');
  await assert.rejects(restored(checkpoint), isRefused(/state is of version 1, and this version of semcom reads 3/));
});

Deno.test("a pipe or a link in place of a state is not read, nor written through", { ignore: !UNIX }, async () => {
  using folder = new TemporaryFolder();
  const checkpoint = await saved(folder, [2]);
  const state = `${checkpoint.folder}/state`;
  Deno.renameSync(state, `${folder.path}/elsewhere`);
  makePipe(state);
  await assert.rejects(restored(checkpoint), isRefused(/state cannot be read: it is not a plain file/));
  Deno.removeSync(state);
  Deno.symlinkSync(`${folder.path}/elsewhere`, state);
  await assert.rejects(restored(checkpoint), isRefused(/state cannot be read: it is a symbolic link/));
  const elsewhere = folder.read("elsewhere");
  for (const steps of [3, 4]) await checkpoint.save({ ...POSITION, steps }, vectorsAfter(steps));
  assert.equal(folder.read("elsewhere"), elsewhere);
  assert.equal((await restored(checkpoint)).steps, 4);
});
