import assert from "node:assert/strict";
import { openFiles, readCorpus } from "../../cli/eval/corpus.ts";
import { RefusedError } from "../../errors.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

async function read(files: readonly string[], limit = Infinity) {
  return await readCorpus(await openFiles(files), limit);
}

Deno.test("messages are the lines with a word, numbered through all files as they stand", async () => {
  using folder = new TemporaryFolder();
  const files = [folder.write("a", "One.\n\nTwo.\r\n"), folder.write("b", " \nThree."), folder.write("empty", "")];
  const { messages, sha256 } = await read(files);
  assert.deepEqual(messages, [{ index: 1, text: "One." }, { index: 3, text: "Two." }, { index: 5, text: "Three." }]);
  const limited = await read(files, 2);
  assert.deepEqual(limited.messages, messages.slice(0, 2));
  assert.notEqual(limited.sha256, sha256);
  assert.equal((await read([folder.write("c", "One.\n\nTwo.\n\nThree.")])).sha256, sha256);
});

Deno.test("a text that gzip has packed is the same text, and a byte-order mark is no part of it", async () => {
  using folder = new TemporaryFolder();
  const plain = await read([folder.write("plain", "One.\nTwo.\n")]);
  assert.deepEqual(await read([folder.write("marked", "\ufeffOne.\nTwo.\n")]), plain);
  const packed = new Blob(["One.\nTwo.\n"]).stream().pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(`${folder.path}/packed.gz`, packed);
  assert.deepEqual(await read([`${folder.path}/packed.gz`]), plain);
  assert.equal((await read([`${folder.path}/packed.gz`], 1)).messages.length, 1);
});

Deno.test("what cannot be read is said by its name", async () => {
  using folder = new TemporaryFolder();
  const good = folder.write("good", "One.\n");
  const refused = (files: string[], says: RegExp) =>
    assert.rejects(read(files), (error) => error instanceof RefusedError && says.test(error.message));
  await refused([good, `${folder.path}/missing`, good], /Cannot read .*missing: No such file/);
  await refused([good, folder.path], /it is a folder/);
  await refused([good, folder.write("a.pdf", "%PDF-1.7\n")], /Cannot read .*a\.pdf: it is a PDF, .*pdftotext .*a\.pdf/);
  await refused([folder.write("blank", "\n \n")], /Cannot evaluate .*blank: there is no line with a word/);
  await refused(
    [good, folder.write("long", `One.\n${"x".repeat(70_000)}\n`)],
    /Cannot send line 2 of .*long: it has 70000 bytes/,
  );
});

Deno.test("a line without end is not waited for", { ignore: Deno.build.os === "windows" }, async () => {
  await assert.rejects(
    read(["/dev/zero"]),
    (error) =>
      error instanceof RefusedError &&
      /^Cannot read \/dev\/zero: line 1 has more than 268435456 bytes and no end$/.test(error.message),
  );
});
