import assert from "node:assert/strict";
import process from "node:process";
import { readLearnedFolder } from "../../../codec/folder/read.ts";
import { Tokenizer } from "../../../codec/text/tokenizer.ts";
import { RefusedError } from "../../../errors.ts";
import { harmless, HOSTILE, withFolder, writeFolder } from "./hostile.ts";
import { HOSTILE_SIZES } from "./hostile_sizes.ts";

/** All that happens to a codec folder before the runtime sees a byte of it. */
async function check(path: string): Promise<void> {
  const { files, manifest } = await readLearnedFolder(path, { distrust: true });
  new Tokenizer(new TextDecoder().decode(files.get("tokenizer.json")), manifest.vocabulary)[Symbol.dispose]();
}

/** Milliseconds of processor time that the work takes: a busy machine does not change it much. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

Deno.test("the harmless folder that the hostile ones are made from is accepted", async () => {
  await withFolder((path) => writeFolder(path, harmless()), check);
});

/** A second on a machine of its own; processor time grows with what else runs on the core. */
const MAX_MS = 2000;

for (const { what, says, write } of [...HOSTILE, ...HOSTILE_SIZES]) {
  Deno.test(`a codec folder is refused quickly and in one line: ${what}`, async () => {
    await withFolder(write, async (path) => {
      const time = await processorTime(() =>
        assert.rejects(check(path), (error) => {
          assert.ok(error instanceof RefusedError, String(error));
          assert.match(error.message, says);
          assert.ok(error.message.length < 1500);
          return true;
        })
      );
      assert.ok(time < MAX_MS, `${Math.round(time)} ms`);
    });
  });
}
