import assert from "node:assert/strict";
import { RefusedError, RunError } from "../../errors.ts";
import { guardWriting, writeAll, writeWhole } from "../../runtime/writing.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { makePipe, UNIX } from "../pipe.ts";

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
    using disk = Deno.openSync("/dev/full", { write: true });
    for (const bytes of [1, 100_000]) {
      await assert.rejects(
        writeAll(disk, [new Uint8Array(bytes)]),
        /No space left on device/,
      );
    }
  },
);

Deno.test("what waits under the name of the half-written file is not written through", { ignore: !UNIX }, async () => {
  using folder = new TemporaryFolder();
  const victim = folder.write("victim", "precious");
  const partial = `${folder.path}/file.partial`;
  Deno.symlinkSync(victim, partial);
  await writeWhole(`${folder.path}/file`, "new");
  makePipe(partial);
  await writeWhole(`${folder.path}/file`, "newer");
  assert.deepEqual([folder.read("file"), folder.read("victim")], ["newer", "precious"]);
  // Under the name itself a link is replaced.
  Deno.removeSync(`${folder.path}/file`);
  Deno.symlinkSync(victim, `${folder.path}/file`);
  await writeWhole(`${folder.path}/file`, "newest");
  assert.deepEqual([folder.read("file"), folder.read("victim")], ["newest", "precious"]);
});

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
