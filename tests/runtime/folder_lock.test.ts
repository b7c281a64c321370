import assert from "node:assert/strict";
import { RefusedError, RunError } from "../../errors.ts";
import { FolderLock, LOCK } from "../../runtime/folder_lock.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

Deno.test("a folder is made and locked until the lock is disposed of, and nothing stays", () => {
  using folder = new TemporaryFolder();
  const out = `${folder.path}/new/out`;
  {
    using _first = FolderLock.take(out);
    assert.throws(
      () => FolderLock.take(out),
      (error) => error instanceof RefusedError && /new\/out: another process is writing to it: /.test(error.message),
    );
  }
  assert.deepEqual([...Deno.readDirSync(out)], []);
  FolderLock.take(out)[Symbol.dispose]();
});

Deno.test("the file that a crash leaves locks nobody out", () => {
  using folder = new TemporaryFolder();
  folder.write(`out/${LOCK}`, "");
  FolderLock.take(`${folder.path}/out`)[Symbol.dispose]();
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/out`)], []);
});

Deno.test("a folder that has gone, or been replaced and locked anew, is left alone at the end", () => {
  using folder = new TemporaryFolder();
  const out = `${folder.path}/out`;
  const first = FolderLock.take(out);
  Deno.renameSync(out, `${folder.path}/moved`);
  const second = FolderLock.take(out);
  first[Symbol.dispose]();
  assert.throws(() => FolderLock.take(out), RefusedError);
  Deno.removeSync(out, { recursive: true });
  second[Symbol.dispose]();
});

Deno.test("a folder that cannot be made is said in one line", () => {
  using folder = new TemporaryFolder();
  const file = folder.write("file", "");
  assert.throws(
    () => FolderLock.take(file),
    (error) =>
      error instanceof RunError && error.message.startsWith(`Cannot write to the folder ${file}: `) &&
      error.message.indexOf(file) === error.message.lastIndexOf(file),
  );
});
