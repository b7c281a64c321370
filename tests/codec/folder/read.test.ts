import assert from "node:assert/strict";
import { bundledCodecs, readCodecFolder } from "../../../codec/folder/read.ts";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { RefusedError } from "../../../errors.ts";

const bundled = new URL("../../../models/bart-mini/", import.meta.url);

/** A copy of the bundled codec that a test may damage. */
async function copy(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  for await (const { name } of Deno.readDir(bundled)) await Deno.copyFile(new URL(name, bundled), `${path}/${name}`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("a bundled codec is found by name, and a copy of it by folder", async () => {
  assert.ok((await bundledCodecs()).includes("bart-mini"));
  const byName = await readCodecFolder("bart-mini");
  await using folder = await copy();
  const byFolder = await readCodecFolder(folder.path);
  assert.equal(byFolder.sha256, byName.sha256);
  const listed = Object.keys(byName.manifest.files);
  assert.deepEqual([...byFolder.files.keys()].sort(), listed.sort());
  const forSending = await readCodecFolder(folder.path, { purposes: ["learned"] });
  const sending = listed.filter((name) => !/^(training|optimizer|eval)_model\.onnx$/.test(name));
  assert.deepEqual([...forSending.files.keys()].sort(), sending);
});

Deno.test("a missing folder is refused", async () => {
  await assert.rejects(readCodecFolder("./no-such-codec"), RefusedError);
});

Deno.test("a manifest with any field missing or wrong is refused", async () => {
  const good = JSON.parse(await Deno.readTextFile(new URL("codec.json", bundled)));
  parseManifest(JSON.stringify(good));
  const required = [
    "schema",
    "name",
    "version",
    "kind",
    "vocabulary",
    "d",
    "max_tokens",
    "max_uses",
    "bos",
    "pad",
    "parameters",
    "licence",
    "training",
    "files",
  ];
  for (const field of required) {
    for (const bad of [undefined, null, -1, 1e12, [], true]) {
      assert.throws(() => parseManifest(JSON.stringify({ ...good, [field]: bad })), RefusedError, `${field}: ${bad}`);
    }
  }
  for (const name of ["../weights.bin", "/etc/passwd", "a/b", "", ".hidden", "a\nb"]) {
    assert.throws(
      () => parseManifest(JSON.stringify({ ...good, files: { ...good.files, [name]: good.files["weights.bin"] } })),
      RefusedError,
    );
  }
  assert.throws(() => parseManifest("null"), RefusedError);
});
