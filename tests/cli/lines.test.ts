import assert from "node:assert/strict";
import fc from "fast-check";
import { type Line, lineGroups, MAX_LINE_BYTES } from "../../cli/shared/lines.ts";

async function linesOf(chunks: readonly Uint8Array[], max = 64): Promise<Line[][]> {
  return await Array.fromAsync(lineGroups(ReadableStream.from(chunks) as ReadableStream<Uint8Array>, max));
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("lines come out whole however the stream is cut", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n]/.test(text)), { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
    async (texts, cuts) => {
      const all = bytes(texts.map((text) => `${text}\n`).join(""));
      const chunks: Uint8Array[] = [];
      for (let at = 0, i = 0; at < all.length; i++) chunks.push(all.subarray(at, at += cuts[i % cuts.length]!));
      const lines = (await linesOf(chunks)).flat();
      assert.deepEqual(lines.map(({ text }) => text), texts);
      assert.deepEqual(lines.map(({ number }) => number), texts.map((_, i) => i + 1));
    },
  ));
});

Deno.test("a group is what a chunk completes, at most `most` lines", async () => {
  const groups = await linesOf([bytes("a\nb\nc\nd"), bytes("e\n"), bytes("f")], 2);
  assert.deepEqual(groups.map((group) => group.map(({ text }) => text)), [["a", "b"], ["c"], ["de"], ["f"]]);
});

Deno.test("CRLF is remembered, a lone carriage return is text", async () => {
  const split = async (text: string) => (await linesOf([bytes(text)])).flat().map(({ text, ending }) => [text, ending]);
  assert.deepEqual(await split("a\r\nb\rc\n"), [["a", "\r\n"], ["b\rc", "\n"]]);
  assert.deepEqual(await split("a\nb"), [["a", "\n"], ["b", ""]]);
  assert.deepEqual(await split("a\r\r\n\r"), [["a\r", "\r\n"], ["\r", ""]]);
});

Deno.test("the longest line is taken, one byte more is not, and its bytes are not kept", async () => {
  const lines = (await linesOf([
    bytes("x".repeat(MAX_LINE_BYTES)),
    bytes("\r\n"),
    bytes("x".repeat(MAX_LINE_BYTES + 1)),
    bytes("\nnext\n"),
  ])).flat();
  assert.equal(lines[0]!.text.length, MAX_LINE_BYTES);
  assert.deepEqual(lines[1], { number: 2, text: "", ending: "\n", repaired: false, tooLong: MAX_LINE_BYTES + 1 });
  assert.equal(lines[2]!.text, "next");
});

Deno.test("bytes that are no UTF-8 are replaced and reported", async () => {
  const [line] = (await linesOf([Uint8Array.of(0x61, 0xc3, 0x28, 0x0a)])).flat();
  assert.equal(line!.repaired, true);
  assert.equal(line!.text, "a\ufffd(");
});

Deno.test("a line of other bytes is as long as what is sent for it", async () => {
  const third = Math.floor(MAX_LINE_BYTES / 3);
  const [line, longer] =
    (await linesOf([new Uint8Array(third).fill(0xff), bytes("\n"), new Uint8Array(third + 1).fill(0xff)])).flat();
  assert.deepEqual([line!.text.length, line!.tooLong], [third, undefined]);
  assert.deepEqual([longer!.text, longer!.repaired, longer!.tooLong], ["", true, 3 * (third + 1)]);
});
