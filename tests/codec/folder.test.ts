import assert from "node:assert/strict";
import { bundledCodecs, readCodecFolder } from "../../codec/folder.ts";
import { parseManifest } from "../../codec/manifest.ts";
import { RefusedError, UsageError } from "../../errors.ts";

const bundled = new URL("../../models/bart-mini/", import.meta.url);

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
  assert.equal(byFolder.files.size, Object.keys(byName.manifest.files).length);
});

Deno.test("an unknown name is a usage error that names the nearest, a missing folder is refused", async () => {
  await assert.rejects(
    readCodecFolder("bart-mni"),
    (error) => error instanceof UsageError && /did you mean bart-mini/.test(error.message),
  );
  await assert.rejects(readCodecFolder("./no-such-codec"), RefusedError);
});

const DAMAGE: [what: string, says: RegExp, damage: (path: string) => Promise<unknown>][] = [
  ["a missing file", /decoder\.onnx is missing/, (path) => Deno.remove(`${path}/decoder.onnx`)],
  ["a missing manifest", /codec\.json is missing/, (path) => Deno.remove(`${path}/codec.json`)],
  [
    "a truncated file",
    /weights\.bin is damaged: it has \d+ bytes/,
    (path) => Deno.truncate(`${path}/weights.bin`, 1000),
  ],
  ["an extra file", /does not list: extra\.bin/, (path) => Deno.writeTextFile(`${path}/extra.bin`, "x")],
  ["one changed bit", /weights\.bin is damaged: its SHA-256/, async (path) => {
    const bytes = await Deno.readFile(`${path}/weights.bin`);
    bytes[12345]! ^= 1;
    await Deno.writeFile(`${path}/weights.bin`, bytes);
  }],
  ["a symbolic link", /encoder\.onnx is not a plain file/, async (path) => {
    await Deno.rename(`${path}/encoder.onnx`, `${path}.moved`);
    await Deno.symlink(`${path}.moved`, `${path}/encoder.onnx`);
  }],
  ["a manifest that is no JSON", /not JSON/, (path) => Deno.writeTextFile(`${path}/codec.json`, "{")],
];

for (const [what, says, damage] of DAMAGE) {
  Deno.test(`a codec folder with ${what} is refused`, async () => {
    await using folder = await copy();
    await damage(folder.path);
    await assert.rejects(
      readCodecFolder(folder.path),
      (error) => error instanceof RefusedError && says.test(error.message),
    );
  });
}

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
