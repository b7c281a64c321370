import assert from "node:assert/strict";
import { isMissing, PlainFile } from "../../runtime/plain_file.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { makePipe, UNIX } from "../pipe.ts";

Deno.test("a plain file is read from where it stands, or from a place in it", () => {
  using folder = new TemporaryFolder();
  using file = PlainFile.open(folder.write("file", "abcdef"));
  assert.equal(file.size, 6);
  const block = new Uint8Array(4);
  const read = () => new TextDecoder().decode(block.subarray(0, file.readSync(block) ?? 0));
  assert.deepEqual([read(), read(), read()], ["abcd", "ef", ""]);
  file.seekSync(1);
  assert.deepEqual([read(), read()], ["bcde", "f"]);
});

Deno.test("what is no plain file is refused at once, without waiting for its other end", { ignore: !UNIX }, () => {
  using folder = new TemporaryFolder();
  const pipe = `${folder.path}/pipe`, link = `${folder.path}/link`;
  makePipe(pipe);
  Deno.symlinkSync(folder.write("file", ""), link);
  for (const path of [pipe, folder.path, "/dev/zero"]) {
    assert.throws(() => PlainFile.open(path), /^Error: it is not a plain file$/, path);
  }
  PlainFile.open(link).close();
  assert.throws(() => PlainFile.open(link, { follow: false }), /^Error: it is a symbolic link/);
});

Deno.test("a reason is the reason alone, and a missing file can be told from others", () => {
  using folder = new TemporaryFolder();
  const errorOf = (path: string) => {
    try {
      PlainFile.open(path);
    } catch (error) {
      return error as Error;
    }
    throw new Error("it was opened");
  };
  const missing = errorOf(`${folder.path}/none`);
  assert.deepEqual([missing.message, isMissing(missing)], ["there is no such file", true]);
  const other = errorOf(`${folder.write("file", "")}/none`);
  assert.deepEqual([other.message, isMissing(other)], ["not a directory", false]);
});
