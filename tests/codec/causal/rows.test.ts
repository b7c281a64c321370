import assert from "node:assert/strict";
import fc from "fast-check";
import { Cache } from "../../../codec/causal/cache.ts";
import { CopiedRows, type Rows, rowsAfter, RowsInTurns } from "../../../codec/causal/rows.ts";
import { Runner } from "../../../codec/causal/runner.ts";
import { checkpoint, imported, largestDifference } from "../import/imported.ts";

/** Some steps: of each row after it which one it was before, modulo their number, and its token. */
const steps = fc.array(
  fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 3, max: 287 })), { minLength: 1, maxLength: 9 }),
  { minLength: 1, maxLength: 20, size: "max" },
);

Deno.test("rows that share what they begin with, a few at a time, say what rows with copies of it say", async () => {
  await using codec = await imported(checkpoint("llama-mixed.gguf"));
  const { configuration } = codec.manifest;
  const { vocabulary } = configuration;
  await using runner = await Runner.open(configuration, codec.files, 1, false);
  using empty = Cache.empty(configuration);
  using prefix = empty.branch(5);
  await runner.read({ cache: prefix, rows: 1, ids: Int32Array.of(1, 60, 70, 80, 90) });
  const go = async (rows: Rows, parents: Int32Array, ids: readonly number[]) => {
    const rowOf = rows.arrange(parents, ids.length / parents.length);
    const tokens = ids.length / parents.length;
    const inRows = new Int32Array(ids.length);
    rowOf.forEach((row, i) => inRows.set(ids.slice(i * tokens, (i + 1) * tokens), row * tokens));
    const output = new Float32Array(parents.length * vocabulary);
    await rows.logProbabilities(runner, parents.length, inRows, output);
    return { rowOf, said: Array.from(rowOf, (row) => output.subarray(row * vocabulary, (row + 1) * vocabulary)) };
  };
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (steps, most) => {
      using copied = new CopiedRows(prefix.branch(0));
      using shared = new RowsInTurns(prefix, Cache.empty(configuration), most);
      let before = await Promise.all([copied, shared].map((rows) => go(rows, Int32Array.of(0), [7, 8])));
      for (const step of steps) {
        const next = [];
        for (const [which, rows] of [copied, shared].entries()) {
          const { rowOf } = before[which]!;
          const parents = Int32Array.from(step, ([parent]) => rowOf[parent % rowOf.length]!);
          next.push(await go(rows, parents, step.map(([, id]) => id)));
        }
        const [a, b] = next;
        a!.said.forEach((said, i) => assert.ok(largestDifference(said, b!.said[i]!) < 2e-3));
        before = next;
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("what takes little memory is copied, and what takes much is shared", async () => {
  await using codec = await imported(checkpoint("llama-mixed.gguf"));
  const { configuration } = codec.manifest;
  await using runner = await Runner.open(configuration, codec.files, 1, false);
  using little = Cache.empty(configuration);
  using rows = rowsAfter(little, runner);
  assert.ok(rows instanceof CopiedRows);
  const much = { ...configuration, layers: 256, key_value_heads: 64, head_size: 512 };
  const large = { length: 1, branch: () => little.branch(0) } as unknown as Cache;
  using turns = rowsAfter(large, { configuration: much } as unknown as Runner);
  assert.ok(turns instanceof RowsInTurns);
});
