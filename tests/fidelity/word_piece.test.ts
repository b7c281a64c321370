import assert from "node:assert/strict";
import fc from "fast-check";
import { WordPieceTokenizer } from "../../fidelity/word_piece.ts";
import { hashHex } from "../../runtime/sha256.ts";
import characters from "../../models/all-minilm-l6-v2/characters.json" with { type: "json" };
import sentences from "./similarity_vectors.json" with { type: "json" };
import { texts } from "./texts.ts";
import vectors from "./word_piece_vectors.json" with { type: "json" };

const vocabulary = await Deno.readTextFile(new URL("../../models/all-minilm-l6-v2/vocab.txt", import.meta.url));
const pieces = vocabulary.trimEnd().split("\n");
const tokenizer = new WordPieceTokenizer(vocabulary, characters);
const read = (text: string, most = 256) => tokenizer.encode(text, most).map((id) => pieces[id]).join(" ");

Deno.test("word pieces: ids of 200 varied texts, some longer than is read, are Hugging Face's", () => {
  assert.ok(sentences.length >= 200);
  for (const { text, ids } of sentences) assert.deepEqual(tokenizer.encode(text, 256), ids, JSON.stringify(text));
});

Deno.test("word pieces: ids of texts in 169 scripts are Hugging Face's", () => {
  assert.equal(vectors.texts.length, 169);
  for (const { text, ids } of vectors.texts) assert.deepEqual(tokenizer.encode(text, 256), ids, text);
});

Deno.test("word pieces: ids of every code point, in a word and alone, are Hugging Face's", async () => {
  const starts = Object.keys(vectors.blocks).map((start) => parseInt(start, 16));
  const ends: Record<number, number> = { 0x2f800: 0x2fb00, 0xe0000: 0xe0200 };
  for (const start of starts) {
    const points = Array.from({ length: (ends[start] ?? start + 0x1000) - start }, (_, i) => start + i);
    const letters = points.filter((point) => point < 0xd800 || point > 0xdfff).map((point) =>
      String.fromCodePoint(point)
    );
    const ids = tokenizer.encode(letters.map((letter) => ` a${letter}b ${letter}`).join(""), Infinity);
    const hash = await hashHex(new TextEncoder().encode(ids.join(",")));
    const block = start.toString(16) as keyof typeof vectors.blocks;
    assert.equal(hash.slice(0, 16), vectors.blocks[block], `U+${block} and those after it`);
  }
});

Deno.test("word pieces: the longest piece first, and a word without one is unknown as a whole", () => {
  const small = new WordPieceTokenizer("[UNK]\n[CLS]\n[SEP]\nun\nunder\n##der\n##do\n##d\n##e\n", {
    dropped: [],
    alone: [],
  });
  const ids = (text: string) => small.encode(text, 9).slice(1, -1);
  assert.deepEqual(ids("under unde undo"), [4, 3, 7, 8, 3, 6]);
  assert.deepEqual(ids("unders derun"), [0, 0]);
});

Deno.test("word pieces: accents, case and white space", () => {
  assert.equal(read("  Café\tÀ\u00a0LA  "), "[CLS] cafe a la [SEP]");
  assert.equal(read("ΟΔΟΣ"), read("οδοσ"));
  assert.equal(read(""), "[CLS] [SEP]");
  assert.equal(read("\u200b\u0000"), "[CLS] [SEP]");
});

Deno.test("word pieces: half a surrogate pair is left out, as what no UTF-8 holds", () => {
  assert.deepEqual(tokenizer.encode("a lone \ud800surrogate", 256), tokenizer.encode("a lone surrogate", 256));
});

Deno.test("word pieces: of any text as many ids as are asked for at most, the first of all, and the ends", () => {
  const words = fc.array(fc.constantFrom("uncharacteristically", "to", "[MASK]")).map((all) => all.join(" "));
  fc.assert(fc.property(fc.oneof(words, texts), fc.integer({ min: 2, max: 12 }), (text, most) => {
    const all = tokenizer.encode(text, Infinity);
    const ids = tokenizer.encode(text, most);
    assert.deepEqual(ids, all.length <= most ? all : [...all.slice(0, most - 1), all.at(-1)]);
  }));
});
