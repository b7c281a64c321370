import assert from "node:assert/strict";
import { bundledCodecs, readCodecFolder } from "../../../codec/folder/read.ts";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { RefusedError } from "../../../errors.ts";
import { TemporaryFolder } from "../../evaluation/folder.ts";
import { makePipe, UNIX } from "../../pipe.ts";

const bundled = new URL("../../../models/bart-mini/", import.meta.url);

/** A copy of the bundled codec that a test may damage. */
async function copy(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  for await (const { name } of Deno.readDir(bundled)) await Deno.copyFile(new URL(name, bundled), `${path}/${name}`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("a bundled codec is found by name, and a copy of it by folder", async () => {
  assert.ok(bundledCodecs().includes("bart-mini"));
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

Deno.test("a bundled codec's weights can be left where they lie, a stranger's cannot", async () => {
  const options = { purposes: ["learned"], inPlace: true } as const;
  const { files, inPlace, manifest } = await readCodecFolder("bart-mini", options);
  const left = ["adapter_rx.onnx", "adapter_tx.onnx", "decoder.onnx", "encoder.onnx"];
  assert.deepEqual([...inPlace.keys()].sort(), left);
  for (const [name, graph] of inPlace) {
    assert.equal(graph.read().length, manifest.files[name]!.bytes);
    assert.equal((await Deno.stat(`${graph.folder}/weights.bin`)).size, manifest.files["weights.bin"]!.bytes);
  }
  assert.deepEqual([...left, "weights.bin"].filter((name) => files.has(name)), []);
  assert.equal((await readCodecFolder("bart-mini", { ...options, distrust: true })).inPlace.size, 0);
  await using folder = await copy();
  assert.equal((await readCodecFolder(folder.path, options)).inPlace.size, 0);
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

Deno.test("a pipe in place of a file is refused without waiting for its other end", { ignore: !UNIX }, async () => {
  for (const name of ["codec.json", "tokenizer.json", "weights.bin"]) {
    await using folder = await copy();
    await Deno.remove(`${folder.path}/${name}`);
    makePipe(`${folder.path}/${name}`);
    await assert.rejects(
      readCodecFolder(folder.path),
      (error) =>
        error instanceof RefusedError && error.message.endsWith(`${name} cannot be read: it is not a plain file`),
    );
  }
});

Deno.test("a file that is a pipe now and a file then is read or refused, and never waited for", {
  ignore: !UNIX,
}, async () => {
  using folder = new TemporaryFolder();
  const codec = `${folder.path}/codec`;
  const tiny = new URL("../../finetune/tiny-bart/", import.meta.url);
  Deno.mkdirSync(codec);
  for (const { name } of Deno.readDirSync(tiny)) Deno.copyFileSync(new URL(name, tiny), `${codec}/${name}`);
  const swap = `mkfifo pipe && cp codec/tokenizer.json file
    while [ ! -e stop ] && ln pipe new && mv new codec/tokenizer.json && cp file new && mv new codec/tokenizer.json; do :; done`;
  const swapping = new Deno.Command("sh", { args: ["-c", swap], cwd: folder.path, stderr: "null" }).spawn();
  const seen = { read: 0, refused: 0 };
  for (let i = 0; i < 100; i++) {
    try {
      await readCodecFolder(codec);
      seen.read++;
    } catch (error) {
      assert.ok(error instanceof RefusedError, `${error}`);
      seen.refused++;
    }
  }
  folder.write("stop", ""); // a signal would leave the command that it runs
  await swapping.status;
  assert.ok(seen.refused > 0, "the file was never a pipe");
});
