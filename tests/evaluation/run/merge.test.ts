import assert from "node:assert/strict";
import { RefusedError, UsageError } from "../../../errors.ts";
import { Merger } from "../../../evaluation/run/merge.ts";
import type { EvaluationSettings, Header } from "../../../evaluation/plan/plan.ts";
import { UNIX } from "../../pipe.ts";
import { TemporaryFolder } from "../folder.ts";
import { simulatedHeader, simulatedResults, SOME_MESSAGES } from "../simulated.ts";

/** Writes the shards of an evaluation and returns their folders. */
function writeShards(folder: TemporaryFolder, count: number, settings: Partial<EvaluationSettings> = {}): string[] {
  return Array.from({ length: count }, (_, i) => {
    const shard = { number: i + 1, count };
    const { text } = simulatedResults(simulatedHeader(SOME_MESSAGES, settings, shard), shard);
    folder.write(`shard-${i + 1}/times.jsonl`, '{"point":0,"messages":10,"ms":25}\n');
    return folder.write(`shard-${i + 1}/results.jsonl`, text).replace("/results.jsonl", "");
  });
}

async function merged(out: string, shards: readonly string[]) {
  using merger = await Merger.open(shards);
  return await merger.merge(out);
}

for (const settings of [{ repeat: 2 }, { until_ci: 0.25, headline: "bleu1" }]) {
  Deno.test(`merged shards are the unsharded results (${JSON.stringify(settings)})`, async () => {
    const whole = simulatedResults(simulatedHeader(SOME_MESSAGES, settings));
    for (const count of [1, 3]) {
      using folder = new TemporaryFolder();
      const tally = await merged(`${folder.path}/all`, writeShards(folder, count, settings).reverse());
      assert.ok(folder.read("all/results.jsonl") === whole.text, `${count} shards`);
      assert.deepEqual(
        tally.points.map(({ metrics, stop }) => ({ metrics, stop })),
        whole.tally.points.map(({ metrics, stop }) => ({ metrics, stop })),
      );
      assert.equal(tally.points[0]!.ms, 2.5);
    }
  });
}

Deno.test("shards that are not all of one evaluation are refused, and nothing is written", async () => {
  using folder = new TemporaryFolder();
  const [one, two, three] = writeShards(folder, 3) as [string, string, string];
  const rewritten = (change: (header: Header) => Header, from = three) => {
    const [first, ...rest] = Deno.readTextFileSync(`${from}/results.jsonl`).split("\n");
    return folder.write("changed/results.jsonl", [JSON.stringify(change(JSON.parse(first!))), ...rest].join("\n"));
  };
  const refused = async (shards: string[], says: RegExp) => {
    await assert.rejects(
      merged(`${folder.path}/all`, shards),
      (error) => error instanceof RefusedError && says.test(error.message),
    );
    assert.throws(() => folder.read("all/results.jsonl"));
    assert.throws(() => folder.read("all/results.jsonl.partial"));
  };
  await refused([one, two], /shard 3\/3 is missing/);
  await refused([one, two, two], /it is shard 2\/3, and so is/);
  await refused([one, two, "nowhere"], /Cannot read nowhere/);
  await refused([one, two, rewritten((header) => ({ ...header, shard: "3/4" }))], /shard 3\/4, and .* is shard 1\/3/);
  await refused([one, two, rewritten((header) => ({ ...header, version: "9" }))], /version is "9" there/);
  await refused([one, two, rewritten(({ shard: _, ...header }) => header)], /no shard, but a whole evaluation/);
  const text = folder.read("shard-3/results.jsonl");
  await refused([one, two, folder.write("short/results.jsonl", text.slice(0, -5))], /ends in point \d of 2: finish it/);
  const broken = text.replace(/\n(.*)\n$/, "\n{\n");
  await refused([one, two, folder.write("broken/results.jsonl", broken)], /broken\/results.jsonl: line \d+ .* broken/);
  await refused([one, two, folder.write("long/results.jsonl", text + text.split("\n")[1] + "\n")], /ends before it/);
});

Deno.test("a folder with other results is left alone, and so is a shard's", async () => {
  using folder = new TemporaryFolder();
  const shards = writeShards(folder, 2);
  await assert.rejects(merged(shards[0]!, shards), UsageError);
  await merged(`${folder.path}/all`, shards);
  await merged(`${folder.path}/all`, shards); // the same again may take its place
  folder.write("all/results.jsonl", simulatedResults(simulatedHeader(3, {})).text);
  await assert.rejects(merged(`${folder.path}/all`, shards), /data\.messages is 3 there/);
});

Deno.test(
  "nothing is written through a link in the folder that shards are merged into",
  { ignore: !UNIX },
  async () => {
    using folder = new TemporaryFolder();
    const shards = writeShards(folder, 2);
    const victim = folder.write("victim", "precious");
    Deno.mkdirSync(`${folder.path}/all`);
    for (const name of ["results.jsonl.partial", "times.jsonl", "times.jsonl.partial"]) {
      Deno.symlinkSync(victim, `${folder.path}/all/${name}`);
    }
    await merged(`${folder.path}/all`, shards);
    assert.equal(folder.read("victim"), "precious");
    assert.deepEqual([...Deno.readDirSync(`${folder.path}/all`)].filter(({ isFile }) => isFile).length, 2);
  },
);
