import assert from "node:assert/strict";
import { UsageError } from "../../../errors.ts";
import { shardFrom, slurmShard } from "../../../evaluation/plan/shard.ts";

Deno.test("a shard is i/n", () => {
  assert.deepEqual(shardFrom("2/4"), { number: 2, count: 4 });
  for (const text of ["0/4", "5/4", "2", "2/", "a/b", "1/1000000"]) {
    assert.throws(() => shardFrom(text), UsageError, text);
  }
});

Deno.test("a shard is read from Slurm's variables, wherever the array begins and whatever its step", () => {
  const slurm = (id: string, count?: string, min?: string, step?: string) => {
    const variables: Record<string, string | undefined> = {
      SLURM_ARRAY_TASK_ID: id,
      SLURM_ARRAY_TASK_COUNT: count,
      SLURM_ARRAY_TASK_MIN: min,
      SLURM_ARRAY_TASK_STEP: step,
    };
    return slurmShard((name) => variables[name]);
  };
  assert.deepEqual(slurm("0", "4", "0"), { number: 1, count: 4 });
  assert.deepEqual(slurm("4", "4", "1"), { number: 4, count: 4 });
  assert.deepEqual(slurm("14", "4", "10", "2"), { number: 3, count: 4 });
  assert.deepEqual(slurm("3", "4"), { number: 4, count: 4 });
  assert.equal(slurmShard(() => undefined), undefined);
  assert.throws(() => slurm("5"), UsageError); // no count
  assert.throws(() => slurm("9", "3", "1"), UsageError); // --array=1,5,9
  assert.throws(() => slurm("11", "3", "10", "2"), UsageError);
});
