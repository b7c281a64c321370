import assert from "node:assert/strict";
import { RefusedError, RunError } from "../../errors.ts";
import { openIn, openLocked } from "../../runtime/open.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

Deno.test("a file is locked until it is closed; its folder is made", () => {
  using folder = new TemporaryFolder();
  const out = `${folder.path}/new/out`;
  {
    using _first = openLocked(out, "lock");
    openIn(out, "other").close();
    assert.throws(
      () => openLocked(out, "lock"),
      (error) => error instanceof RefusedError && /new\/out: another process is writing to it: /.test(error.message),
    );
  }
  openLocked(out, "lock").close();
  const file = folder.write("file", "");
  assert.throws(
    () => openLocked(file, "lock"),
    (error) =>
      error instanceof RunError && error.message.startsWith(`Cannot write to the folder ${file}: `) &&
      error.message.indexOf(file) === error.message.lastIndexOf(file),
  );
});
