import assert from "node:assert/strict";
import { appendFiles, findAppended, readPart } from "../../runtime/executable.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What `deno compile` writes: the runtime, and a section that ends with its length. */
function executable(runtime: Uint8Array, section = "d3n0l4nd and more"): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(section.length + 8), true);
  return Uint8Array.of(...runtime, ...bytesOf(section), ...length);
}

Deno.test("files in an executable are found again, from whole pages on, between what was there", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/program`;
  const runtime = new Uint8Array(70_000).fill(7);
  const files = new Map([["a/one", new Uint8Array(66_000).fill(1)], ["two", bytesOf("é")], ["none", new Uint8Array()]]);
  Deno.writeFileSync(path, await appendFiles(executable(runtime), files).bytes());
  const found = findAppended(path);
  assert.deepEqual([...found.keys()], [...files.keys()]);
  for (const [name, extent] of found) {
    assert.equal(extent.offset % 65_536, 0);
    assert.deepEqual(readPart(path, extent), files.get(name));
  }
  const all = Deno.readFileSync(path);
  const before = executable(runtime);
  assert.deepEqual(all.subarray(0, runtime.length), runtime);
  assert.deepEqual(all.subarray(runtime.length - before.length), before.subarray(runtime.length));
});

Deno.test("an executable without files has none, and one of another form gets none", () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/program`;
  Deno.writeFileSync(path, executable(new Uint8Array(100)));
  assert.equal(findAppended(path).size, 0);
  assert.throws(() => appendFiles(executable(new Uint8Array(100), "another section"), new Map()), /Deno's section/);
});

Deno.test("a part of a file ends where it ends, and one that the file has not whole is an error", () => {
  using folder = new TemporaryFolder();
  folder.write("file", "0123456789");
  const path = `${folder.path}/file`;
  assert.deepEqual(readPart(path, { offset: 3, bytes: 4 }), bytesOf("3456"));
  assert.throws(() => readPart(path, { offset: 8, bytes: 4 }), /too short/);
});
