import assert from "node:assert/strict";
import fc from "fast-check";
import { splitIntoSegments } from "../../../codec/text/segments.ts";
import { Tokenizer } from "../../../codec/text/tokenizer.ts";

const json = Deno.readTextFileSync(new URL("../../../models/bart-mini/tokenizer.json", import.meta.url));
const MAX_LENGTH = 24;

function segmentsOf(text: string, tokenizer: Tokenizer, max = MAX_LENGTH): string[] {
  return splitIntoSegments(text, tokenizer.encode(text), tokenizer, max).map((ids) => tokenizer.decode(ids));
}

Deno.test("a message that fits is one segment, an empty one none", () => {
  using tokenizer = new Tokenizer(json);
  assert.deepEqual(segmentsOf("It fits. It does.", tokenizer), ["It fits. It does."]);
  assert.deepEqual(segmentsOf("", tokenizer), []);
});

Deno.test("a long message is cut at sentence ends, as late as possible", () => {
  using tokenizer = new Tokenizer(json);
  const text =
    "We met at noon in the old town. Mr. Smith was late again! Nobody minded, for the soup was good.\nThen we went home.";
  assert.deepEqual(segmentsOf(text, tokenizer), [
    "We met at noon in the old town. Mr. Smith was late again!",
    " Nobody minded, for the soup was good.\nThen we went home.",
  ]);
});

Deno.test("a sentence that is too long is cut before a word", () => {
  using tokenizer = new Tokenizer(json);
  const segments = segmentsOf("the people of Europe and ".repeat(20), tokenizer);
  assert.ok(segments.length > 2);
  for (const segment of segments.slice(1)) assert.match(segment, /^ \w/);
});

Deno.test("segments fit and join to the message, whatever it is", () => {
  using tokenizer = new Tokenizer(json);
  const sentence = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom("This is a sentence. ", "Is it?\n", "\r\n\r\n", "   ", "x".repeat(200), "好的。", "No! "),
  );
  fc.assert(
    fc.property(fc.array(sentence, { maxLength: 20 }), fc.integer({ min: 4, max: 40 }), (sentences, max) => {
      const text = sentences.join("");
      const ids = tokenizer.encode(text);
      const segments = splitIntoSegments(text, ids, tokenizer, max);
      assert.ok(segments.every((segment) => segment.length > 0 && segment.length <= max));
      assert.deepEqual(segments.flatMap((segment) => [...segment]), [...ids]);
    }),
    { numRuns: 300 },
  );
});
