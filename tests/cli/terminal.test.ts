import assert from "node:assert/strict";
import fc from "fast-check";
import { asJson, asLine, asLines } from "../../cli/shared/terminal.ts";

Deno.test("a line stays a line, and a terminal sees no control characters", () => {
  assert.equal(asLine("a\nb\rc\td\x1b[31m", false), "a\\nb\rc\td\x1b[31m");
  assert.equal(asLine("a\nb\r\tc\x1b[31m\x07\x7f\x9b", true), "a\\nb\\r\tc\\x1b[31m\\x07\\x7f\\x9b");
  assert.equal(asLine("a\u202eb\u2066c\u2028", true), "a\\u202eb\\u2066c\\u2028");
  assert.equal(asLine("naïve 你好 👍🏽", true), "naïve 你好 👍🏽");
});

Deno.test("a message that was given with line breaks keeps them", () => {
  assert.equal(asLines("a\nb\x1b", true), "a\nb\\x1b");
  assert.equal(asLines("a\r\nb\x1b", false), "a\r\nb\x1b");
});

Deno.test("JSON is the same when it is read, and a terminal sees no control characters of it", () => {
  assert.equal(asJson({ text: "a\x9b\x7f\u202e\n你" }), '{"text":"a\\u009b\\u007f\\u202e\\n你"}\n');
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...'\x1b\x85\x9b\x7f\u2028\u202d\\"') }),
  );
  // Texts are values: keys are our own, and V8 has read an escaped one as another that came before it in the same place.
  fc.assert(fc.property(fc.array(fc.record({ text, others: fc.array(text) })), (value) => {
    const json = asJson(value);
    assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
    assert.equal(json, `${asLine(json.slice(0, -1), true)}\n`);
  }));
});
