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
