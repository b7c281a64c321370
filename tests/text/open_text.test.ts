import assert from "node:assert/strict";
import fc from "fast-check";
import { RefusedError } from "../../errors.ts";
import { openText } from "../../text/open_text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function streamOf(content: Uint8Array, size = Infinity): ReadableStream<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size) chunks.push(content.subarray(at, at + size));
  return ReadableStream.from(chunks) as ReadableStream<Uint8Array>;
}

async function read(content: Uint8Array, size?: number, path?: string, encoding?: string): Promise<Uint8Array> {
  return await new Response(openText(streamOf(content, size), path, encoding)).bytes();
}

async function gzip(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
}

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

Deno.test("a text comes out as it is, however it is cut, packed or not", async () => {
  await fc.assert(fc.asyncProperty(
    fc.string({ unit: "binary" }).filter((text) => !/^[\ufeff\0]/.test(text)),
    fc.integer({ min: 1, max: 9 }),
    async (text, size) => {
      const content = bytes(text);
      assert.deepEqual(await read(content, size), content);
      assert.deepEqual(await read(await gzip(content), size), content);
    },
  ));
});

Deno.test("what begins like another kind of file and is text stays", async () => {
  for (
    const text of ["", "P", "PK", "PK is short for", "%PDF", "GIF89a", "GIF89a is a format of images.\n", "BZh9 up"]
  ) {
    assert.equal(new TextDecoder().decode(await read(bytes(text), 1)), text);
  }
});

Deno.test("a byte-order mark is the file's, and another one is text", async () => {
  const read1 = async (content: Uint8Array) =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(await read(content, 1));
  assert.equal(await read1(bytes("\ufeffWe agree.")), "We agree.");
  assert.equal(await read1(bytes("\ufeff\ufeffWe\ufeff")), "\ufeffWe\ufeff");
  assert.equal(await read1(await gzip(bytes("\ufeffWe agree."))), "We agree.");
});

Deno.test("gzip of several members is read to its end, and one that is cut off is refused", async () => {
  const packed = join(await gzip(bytes("one\n")), await gzip(bytes("two\n")));
  assert.equal(new TextDecoder().decode(await read(packed, 7)), "one\ntwo\n");
  for (const damaged of [packed.subarray(0, -5), packed.map((byte, i) => i === 12 ? byte ^ 255 : byte)]) {
    await assert.rejects(
      read(damaged, 7, "a.gz"),
      (error) => error instanceof RefusedError && /^Cannot read a\.gz: its gzip data is cut off/.test(error.message),
    );
  }
});

Deno.test("what is no text is refused with its kind and the command that converts it", async () => {
  const cases: [Uint8Array, RegExp][] = [
    [
      Uint8Array.of(0xff, 0xfe, 0x57, 0),
      /UTF-16 text, .*: read it with --encoding utf-16le, or convert it with iconv -f UTF-16 -t UTF-8 'my file' > /,
    ],
    [Uint8Array.of(0xff, 0xfe), /UTF-16/],
    [Uint8Array.of(0xfe, 0xff, 0, 0x57), /UTF-16 .*--encoding utf-16be/],
    [Uint8Array.of(0xff, 0xfe, 0, 0, 0x57, 0, 0, 0), /UTF-32/],
    [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4), /zstd -dc 'my file'/],
    [join(Uint8Array.of(0xfd), bytes("7zXZ\0")), /xz -dc/],
    [bytes("BZh91AY&SY"), /bzip2 -dc/],
    [bytes("PK\x03\x04\x14"), /a ZIP archive or an office document.*unzip/],
    [bytes("%PDF-1.7\n"), /a PDF.*pdftotext/],
    [join(Uint8Array.of(0x89), bytes("PNG\r\n\x1a\n")), /a PNG image.*tesseract/],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /a JPEG image/],
    [bytes("GIF89a\x01\0\x01\0\0\0\0;"), /a GIF image/],
  ];
  for (const [content, says] of cases) {
    const refused = (error: Error) =>
      error instanceof RefusedError && says.test(error.message) && !error.message.includes("\n");
    await assert.rejects(read(content, 1, "my file"), refused);
    await assert.rejects(
      read(await gzip(Uint8Array.from(content)), 3),
      (error: Error) => /^Cannot read standard input: unpacked it is /.test(error.message),
    );
  }
  await assert.rejects(read(await gzip(await gzip(bytes("a")))), /gzip data again/);
});

Deno.test("nothing is held back of what is typed, and whoever stops early closes the file", async () => {
  for (const isRead of [true, false]) {
    let cancelled = false;
    const typed = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes("No.\n")), // and nothing after it yet
      cancel: () => void (cancelled = true),
    });
    const reader = openText(typed).getReader();
    if (isRead) assert.deepEqual((await reader.read()).value, bytes("No.\n"));
    await reader.cancel();
    assert.ok(cancelled);
  }
});

Deno.test("a text in another encoding comes out in UTF-8, however it is cut, packed or not, marked or not", async () => {
  const text = "Où est l'été?\n我们 見 \r\n";
  const utf16 = (littleEndian: boolean, text: string) => {
    const view = new DataView(new ArrayBuffer(2 * text.length));
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
    return new Uint8Array(view.buffer);
  };
  for (const size of [1, 3, 1000]) {
    const expect = async (content: Uint8Array<ArrayBuffer>, encoding: string) => {
      assert.deepEqual(await read(content, size, "a", encoding), bytes(text), encoding);
      assert.deepEqual(await read(await gzip(content), size, "a", encoding), bytes(text), encoding);
    };
    await expect(utf16(true, text), "utf-16le");
    await expect(utf16(false, text), "utf-16be");
    await expect(utf16(true, `\ufeff${text}`), "utf-16le");
    await expect(utf16(false, `\ufeff${text}`), "utf-16be");
    await expect(utf16(false, `\ufeff${text}`), "utf-16le"); // the mark knows which byte comes first
    await expect(bytes(text), "utf-8");
    assert.deepEqual(await read(Uint8Array.of(0x4f, 0xf9, 0x20, 0x80), size, "a", "windows-1252"), bytes("Où €"));
    assert.deepEqual(await read(Uint8Array.of(0x82, 0xa0, 0x41), size, "a", "shift_jis"), bytes("あA"));
  }
});

Deno.test("what is no text in its encoding becomes bytes that are none in UTF-8, and other kinds stay refused", async () => {
  assert.deepEqual(await read(Uint8Array.of(0x41, 0x82), 1, "a", "shift_jis"), Uint8Array.of(0x41, 0xff));
  assert.deepEqual(await read(Uint8Array.of(0x82, 0x0a, 0x41), 1, "a", "shift_jis"), Uint8Array.of(0xff, 0x0a, 0x41));
  const refused = (content: Uint8Array, encoding: string, says: RegExp) =>
    assert.rejects(
      read(content, 1, "a", encoding),
      (error) => error instanceof RefusedError && says.test(error.message),
    );
  await refused(bytes("%PDF-1.7\n"), "windows-1252", /a PDF/);
  await refused(
    bytes("\ufeffWe agree."),
    "windows-1252",
    /byte-order mark says utf-8, .* given is windows-1252: leave/,
  );
  await refused(Uint8Array.of(0xff, 0xfe, 0x57, 0), "windows-1252", /byte-order mark says utf-16le/);
});
