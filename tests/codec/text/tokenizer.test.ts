import assert from "node:assert/strict";
import fc from "fast-check";
import { RefusedError } from "../../../errors.ts";
import { Tokenizer } from "../../../codec/text/tokenizer.ts";
import vectors from "./tokenizer_vectors.json" with { type: "json" };

const json = Deno.readTextFileSync(new URL("../../../models/bart-mini/tokenizer.json", import.meta.url));

Deno.test("the ids are those of Hugging Face tokenizers", () => {
  using tokenizer = new Tokenizer(json);
  // Texts that hold a special token's name have no reference here: this tokenizer never reads one out of a message.
  const comparable = vectors.filter((vector) => vector.ids !== null);
  assert.ok(comparable.length > 30);
  for (const { text, ids } of comparable) assert.deepEqual([...tokenizer.encode(text)], ids, JSON.stringify(text));
});

Deno.test("a text that looks like a special token is plain text", () => {
  using tokenizer = new Tokenizer(json);
  const ids = tokenizer.encode("<s> </s>");
  assert.ok(ids.every((id) => id > 3));
  assert.equal(tokenizer.decode(ids), "<s> </s>");
});

Deno.test("any text survives the round trip", () => {
  using tokenizer = new Tokenizer(json);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }),
    { numRuns: 500 },
  );
  for (const { text } of vectors) assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
});

Deno.test("an unpaired surrogate and broken UTF-8 become U+FFFD", () => {
  using tokenizer = new Tokenizer(json);
  assert.equal(tokenizer.decode(tokenizer.encode("a\ud800b")), "a\ufffdb");
  const euro = tokenizer.encode("你").toReversed();
  assert.match(tokenizer.decode(euro), /^\ufffd+$/);
});

Deno.test("a file that is no byte-pair encoding is refused", () => {
  for (const bad of ["", "{", "{}", '{"model":{}}', '{"model":{"vocab":{},"merges":[]}}', "[1]", "null"]) {
    assert.throws(() => new Tokenizer(bad), RefusedError, bad);
  }
});

/** A tokenizer of single bytes and a few merges, but for what is given. */
function small(
  change: { lacks?: readonly string[]; merges?: unknown[]; special?: readonly string[]; [key: string]: unknown },
) {
  const { model, pre_tokenizer } = JSON.parse(json);
  const { lacks = [], merges = [["h", "e"]], special = [], ...others } = change;
  const tokens = [
    ...special,
    ...Object.keys(model.vocab).filter((token) => token.length === 1 && !lacks.includes(token)),
    "he",
  ];
  return JSON.stringify({
    pre_tokenizer,
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    model: { vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
    ...others,
  });
}

Deno.test("special tokens stand in for bytes that a vocabulary lacks", () => {
  const [four, six] = ["\u0104", "\u0106"]; // the characters of bytes 4 and 6
  using tokenizer = new Tokenizer(small({ lacks: [four!, six!], special: ["<a>", "<b>", "<c>"] }));
  assert.deepEqual([...tokenizer.encode("\u0004\u0006\u0004")], [2, 1, 2]);
  assert.equal(tokenizer.decode(tokenizer.encode("x\u0004\u0006")), "x\u0004\u0006");
  assert.equal(tokenizer.bytes(0).length, 0);
  assert.equal(tokenizer.special.get("<c>"), 2);
  assert.throws(() => new Tokenizer(small({ lacks: [four!, six!], special: ["<a>"] })), /lacks the token/);
});

Deno.test("bytes that no text has need no token", () => {
  using tokenizer = new Tokenizer(small({ lacks: ["\u00c0", "\u00c1", "\u00f5", "\u00ff"] }));
  assert.equal(tokenizer.decode(tokenizer.encode("\u{10ffff}he")), "\u{10ffff}he");
});

Deno.test("every pair that makes a token may be listed where that is allowed", () => {
  const merges = new Array(600).fill(["h", "e"]);
  using tokenizer = new Tokenizer(small({ merges }), 300, 3);
  assert.equal(tokenizer.encode("he").length, 1);
  assert.throws(() => new Tokenizer(small({ merges }), 300), RefusedError);
});

Deno.test("text that would be changed first is refused, but for Qwen 2's way, which is left out", () => {
  using tokenizer = new Tokenizer(small({ normalizer: { type: "NFC" } }));
  assert.equal(tokenizer.decode(tokenizer.encode("e\u0301")), "e\u0301");
  for (const type of ["NFKC", "Lowercase", "Prepend", "Sequence"]) {
    assert.throws(() => new Tokenizer(small({ normalizer: { type } })), /normalizer/);
  }
});

Deno.test("a SentencePiece tokenizer is refused", () => {
  const { model } = JSON.parse(json);
  const file = JSON.stringify({ model: { ...model, byte_fallback: true }, pre_tokenizer: null });
  assert.throws(
    () => new Tokenizer(file),
    (error) => error instanceof RefusedError && /SentencePiece/.test(error.message),
  );
});

Deno.test("an id that is an object with a method's name is refused like any other", () => {
  const { model, pre_tokenizer } = JSON.parse(json);
  const vocab = { ...model.vocab, "!": { toString: true } };
  assert.throws(() => new Tokenizer(JSON.stringify({ pre_tokenizer, model: { ...model, vocab } })), RefusedError);
  assert.throws(() => new Tokenizer(small({ normalizer: { type: { toString: 1 } } })), RefusedError);
});
