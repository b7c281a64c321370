import assert from "node:assert/strict";
import { brotliCompressSync, constants, deflateSync } from "node:zlib";
import { openCodec } from "../../../codec/open.ts";
import { coderNamed, sourceCoders } from "../../../codec/separate/registry.ts";
import type { SourceCoder } from "../../../codec/separate/source_coder.ts";
import { RefusedError } from "../../../errors.ts";
import { Link } from "../../../link/link.ts";
import { linesOfAllScripts, SENTENCES } from "./texts.ts";

/** The source codes that carry any text. */
const GENERAL = ["utf8", "huffman", "deflate", "brotli", "zstd", "ppm"];

for (const { open } of sourceCoders()) await open?.();
const coder = (name: string): SourceCoder => coderNamed(name)!;
const bytesOf = (text: string) => new TextEncoder().encode(text);

for (const name of GENERAL) {
  Deno.test(`${name}: 500 lines of all scripts arrive as they were sent at 30 dB`, async () => {
    await using codec = await openCodec(name);
    const texts = [...linesOfAllScripts(500), "", " ", "\ufeff", "\ud800 alone", "a".repeat(5000)];
    const outcomes = await new Link(codec, { snrDb: 30 }).send(texts.map((text, index) => ({ index, text })));
    for (const [i, outcome] of outcomes.entries()) {
      assert.ok(outcome.status === "received", JSON.stringify(texts[i]));
      assert.equal(outcome.reconstruction, texts[i]!.toWellFormed());
      assert.equal(outcome.delivered, true);
      assert.deepEqual(outcome.receivedTokens, outcome.sentTokens);
    }
  });

  Deno.test(`${name}: whatever the bits are, they decode to some text`, () => {
    const { encode, decode } = coder(name);
    const bits = encode(SENTENCES[0]!);
    for (const at of [0, 1, 7, 20, 41, 100, bits.length - 9]) {
      const wrong = bits.with(at, 1 - bits[at]!);
      assert.equal(typeof decode(wrong).text, "string");
    }
    for (const fill of [0, 1]) assert.equal(typeof decode(new Uint8Array(500).fill(fill)).text, "string");
    for (const length of [0, 1, 9, 77]) assert.equal(typeof decode(bits.subarray(0, length)).text, "string");
  });
}

Deno.test("a code that ends itself does not mind zeros behind", () => {
  for (const { name, endsItself, encode, decode } of sourceCoders()) {
    if (!endsItself) continue;
    for (const text of ["meet me at noon.", "", "a"]) {
      for (const behind of [[], [0], new Array(7).fill(0), new Array(17).fill(0)]) {
        assert.equal(
          decode(Uint8Array.of(...encode(text), ...behind)).text,
          text,
          `${name}, ${behind.length} bits more`,
        );
      }
    }
  }
});

Deno.test("deflate has zlib's own size at level 9 but for its wrapper, brotli the size of quality 11", () => {
  for (const text of [...SENTENCES, ...linesOfAllScripts(30)]) {
    assert.equal(coder("deflate").encode(text).length / 8, deflateSync(bytesOf(text), { level: 9 }).length - 6);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    assert.equal(coder("brotli").encode(text).length / 8, brotliCompressSync(bytesOf(text), { params }).length);
  }
});

Deno.test("English text takes the fewer bits the more a code knows of it", () => {
  const sizes = ["utf8", "deflate", "brotli", "huffman", "zstd", "ppm"].map((name) =>
    SENTENCES.reduce((sum, text) => sum + coder(name).encode(text).length, 0)
  );
  assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a), `${sizes}`);
  const characters = SENTENCES.join("").length;
  assert.ok(sizes[3]! / characters < 4.7 && sizes[5]! / characters < 2.2, `${sizes} bits for ${characters} characters`);
});

Deno.test("fixed5 takes five bits a character and five for the end, and refuses what it has not", async () => {
  const { encode, decode } = coder("fixed5");
  const text = "is it noon? yes, it is noon! abcdefghijklmnopqrstuvwxyz.";
  assert.equal(encode(text).length, 5 * text.length + 5);
  assert.equal(decode(encode(text)).text, text);
  for (const other of ["A", "5", "é", "\n", "中"]) {
    assert.throws(
      () => encode(`no ${other}`),
      (error) => error instanceof RefusedError && /^fixed5 has no "/.test(error.message),
    );
  }
  await using codec = await openCodec("fixed5");
  const link = new Link(codec, { snrDb: 30 });
  const outcomes = await link.send([text, "No.", text].map((text, index) => ({ index, text })));
  assert.deepEqual(outcomes.map(({ status }) => status), ["received", "refused", "received"]);
  const [, , last] = outcomes;
  assert.ok(last!.status === "received" && last!.reconstruction === text);
});

Deno.test("a message that is longer than any line is refused by what compresses it", () => {
  for (const name of ["deflate", "brotli", "zstd", "ppm"]) {
    assert.throws(
      () => coder(name).encode("a".repeat(2 ** 18 + 1)),
      /^RefusedError: The message has 262145 bytes, /,
      name,
    );
  }
});

Deno.test("ppm learns within a message, and forgets it afterwards", () => {
  const { encode } = coder("ppm");
  const strange = "Qxv zzkj wqpy. ";
  const once = encode(strange).length;
  assert.ok(encode(strange.repeat(4)).length < 2.2 * once);
  assert.equal(encode(strange).length, once);
});
