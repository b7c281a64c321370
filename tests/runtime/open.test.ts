import assert from "node:assert/strict";
import { RefusedError, RunError } from "../../errors.ts";
import { isAt, openOwn } from "../../runtime/open.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";
import { makePipe, UNIX } from "../pipe.ts";

Deno.test("a file of our own is made, and opened again; that it has gone or been replaced is seen", () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/own`;
  openOwn(path).close();
  using file = openOwn(path);
  assert.ok(isAt(file, path));
  Deno.renameSync(path, `${path}.moved`);
  assert.ok(!isAt(file, path));
  folder.write("own", "another");
  assert.ok(!isAt(file, path));
});

Deno.test("nothing is written through a link, a pipe or a device", { ignore: !UNIX }, () => {
  using folder = new TemporaryFolder();
  const victim = folder.write("victim", "precious");
  const at = (name: string) => `${folder.path}/${name}`;
  Deno.symlinkSync(victim, at("symlink"));
  Deno.symlinkSync(at("nowhere"), at("dangling"));
  Deno.symlinkSync("/dev/null", at("device"));
  Deno.linkSync(victim, at("hard-link"));
  makePipe(at("pipe"));
  Deno.mkdirSync(at("folder"));
  for (const name of ["symlink", "dangling", "device", "hard-link", "pipe", "folder"]) {
    assert.throws(
      () => openOwn(at(name)),
      (error) =>
        error instanceof RefusedError && error.message.startsWith(`Cannot write ${at(name)}: it is no plain file`),
      name,
    );
  }
  assert.equal(folder.read("victim"), "precious");
  assert.throws(() => Deno.lstatSync(at("nowhere")), Deno.errors.NotFound);
});

Deno.test("what cannot be opened is named once", () => {
  using folder = new TemporaryFolder();
  const path = `${folder.write("file", "")}/own`;
  assert.throws(
    () => openOwn(path),
    (error) =>
      error instanceof RunError && error.message.startsWith(`Cannot write ${path}: Not a directory`) &&
      error.message.indexOf(path) === error.message.lastIndexOf(path),
  );
});
