import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { RefusedError } from "../../errors.ts";
import { readText } from "../../text/read_text.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

Deno.test("a text to learn is the same packed or not, marked or not, and says what it is where it is none", async () => {
  using folder = new TemporaryFolder();
  const plain = await readText(folder.write("plain", "One.\nTwo.\n"));
  assert.equal(plain.text, "One.\nTwo.\n");
  assert.equal(plain.bytes, 10);
  assert.deepEqual(await readText(folder.write("marked", "\ufeffOne.\nTwo.\n")), plain);
  const packed = new Blob(["One.\nTwo.\n"]).stream().pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(`${folder.path}/packed.gz`, packed);
  assert.deepEqual(await readText(`${folder.path}/packed.gz`), plain);
  const refused = (path: string, says: RegExp) =>
    assert.rejects(readText(path), (error) => error instanceof RefusedError && says.test(error.message));
  await refused(folder.write("a.pdf", "%PDF-1.7\n"), /Cannot read .*a\.pdf: it is a PDF/);
  await refused(`${folder.path}/missing`, /Cannot read .*missing: there is no such file or folder/);
  await refused(folder.path, /Cannot read .*: it is a folder, and a file is needed$/);
  Deno.writeFileSync(`${folder.path}/latin1`, Uint8Array.of(0x4e, 0x0a, 0xe9, 0x0a));
  await refused(`${folder.path}/latin1`, /it is not UTF-8 text: --encoding reads others, such as latin1$/);
  assert.equal((await readText(`${folder.path}/latin1`, "windows-1252")).text, "N\né\n");
  assert.deepEqual(
    await readText(`${folder.path}/latin1`, "windows-1252"),
    await readText(folder.write("utf8", "N\né\n")),
  );
  await assert.rejects(
    readText(`${folder.path}/latin1`, "shift_jis"),
    /^RefusedError: Cannot read .*: it is not shift_jis text: is it another encoding\?$/,
  );
});

Deno.test("a text without end, or one that gzip has packed to next to nothing, is read no further than it may be", async () => {
  using folder = new TemporaryFolder();
  const bomb = `${folder.path}/bomb.gz`;
  Deno.writeFileSync(bomb, gzipSync(new Uint8Array(2 ** 26)));
  for (const path of [bomb, ...Deno.build.os === "windows" ? [] : ["/dev/zero"]]) {
    const before = Deno.memoryUsage().rss;
    await assert.rejects(
      readText(path, undefined, 2 ** 20),
      (error) =>
        error instanceof RefusedError && /: it has more than 1048576 bytes of text: take a part/.test(error.message),
    );
    assert.ok(Deno.memoryUsage().rss - before < 50e6);
  }
  assert.equal((await readText(folder.write("exact", "x".repeat(100)), undefined, 100)).bytes, 100);
});
