import assert from "node:assert/strict";
import { RefusedError, RunError } from "../../errors.ts";
import { guardWriting, writeWhole } from "../../runtime/writing.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

Deno.test("a file is the old one or the whole new one", async () => {
  using folder = new TemporaryFolder();
  const path = folder.write("file", "a longer one before");
  await writeWhole(path, "whole\n");
  assert.equal(folder.read("file"), "whole\n");
  await writeWhole(path, [new Uint8Array([65, 66]), new Uint8Array(), new Uint8Array([67])]);
  assert.equal(folder.read("file"), "ABC");
  // A folder in the way is what even root cannot replace by a file.
  folder.write("report.html/in", "");
  await assert.rejects(
    writeWhole(`${folder.path}/report.html`, "new", "the old one is kept"),
    (error) =>
      error instanceof RunError &&
      /^Cannot write .*report\.html: Is a directory \(os error 21\)[^']*: the old one is kept$/.test(error.message),
  );
  assert.deepEqual(Array.from(Deno.readDirSync(folder.path), ({ name }) => name).sort(), ["file", "report.html"]);
});

Deno.test(
  "a full disk is heard of, however little was to be written",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    using folder = new TemporaryFolder();
    for (const bytes of [1, 100_000]) {
      Deno.symlinkSync("/dev/full", `${folder.path}/file.partial`);
      await assert.rejects(
        writeWhole(`${folder.path}/file`, [new Uint8Array(bytes)]),
        (error) => error instanceof RunError && /: No space left on device \(os error 28\)$/.test(error.message),
      );
      assert.deepEqual([...Deno.readDirSync(folder.path)], []);
    }
  },
);

Deno.test("what is half-written goes, and errors that are one line already stay as they are", async () => {
  using folder = new TemporaryFolder();
  const partial = `${folder.path}/partial`;
  const refusal = new RefusedError("No");
  const write = async () => {
    folder.write("partial/half", "");
    await Promise.reject(refusal);
  };
  await assert.rejects(guardWriting("it", write, { partial }), (error) => error === refusal);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});
