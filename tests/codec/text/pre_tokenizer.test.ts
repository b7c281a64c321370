import assert from "node:assert/strict";
import { piecePattern } from "../../../codec/text/pre_tokenizer.ts";
import { Tokenizer } from "../../../codec/text/tokenizer.ts";
import { RefusedError } from "../../../errors.ts";
import vectors from "./pre_tokenizer_vectors.json" with { type: "json" };

const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
const [gpt2, smollm, llama3] = vectors.tokenizers.map(({ tokenizer }) => tokenizer.pre_tokenizer);

for (const { kind, tokenizer: file, ids } of vectors.tokenizers) {
  Deno.test(`text is cut as Hugging Face tokenizers cut it: ${kind}`, () => {
    using tokenizer = new Tokenizer(JSON.stringify(file));
    vectors.texts.forEach((text, i) => {
      assert.deepEqual([...tokenizer.encode(text)], ids[i], JSON.stringify(text));
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    });
  });
}

Deno.test("the ways to cut text are not one another's", () => {
  const pieces = (preTokenizer: unknown) => "I'm 12\r\n AB'S".match(piecePattern(preTokenizer)!)!.join("|");
  assert.deepEqual(vectors.tokenizers.map(({ tokenizer }) => pieces(tokenizer.pre_tokenizer)), [
    "I|'m| 12|\r\n| AB|'|S",
    "I|'m| |1|2|\r\n| AB|'|S",
    "I|'m| |12|\r\n| AB|'S",
    "I|'m| |1|2|\r\n| AB|'S",
  ]);
});

Deno.test("white space is what Unicode says it is, and not what JavaScript does", () => {
  assert.deepEqual("a \u0085b".match(piecePattern(gpt2)!), ["a", " ", "\u0085", "b"]);
  assert.deepEqual("a \ufeffb".match(piecePattern(gpt2)!), ["a", " \ufeff", "b"]);
});

Deno.test("a sequence of one step is that step, and what is not said has Hugging Face's default", () => {
  const pattern = piecePattern(gpt2)?.source;
  assert.ok(pattern);
  assert.equal(piecePattern({ type: "Sequence", pretokenizers: [gpt2] })?.source, pattern);
  assert.equal(piecePattern({ type: "ByteLevel", add_prefix_space: false })?.source, pattern);
});

const steps = (of: unknown) => (of as { pretokenizers: Record<string, unknown>[] }).pretokenizers;
const changed = (of: unknown, step: number, change: object) => ({
  type: "Sequence",
  pretokenizers: steps(of).map((one, i) => i === step ? { ...one, ...change } : one),
});
const UNKNOWN: readonly [what: string, preTokenizer: unknown][] = [
  ["none", undefined],
  ["null", null],
  ["a list", [byteLevel]],
  ["white space", { type: "Whitespace" }],
  ["SentencePiece's", { type: "Metaspace", replacement: "▁", prepend_scheme: "first", split: false }],
  ["a space before the text", { ...byteLevel, add_prefix_space: true }],
  ["nothing said of a space before the text", { type: "ByteLevel" }],
  ["no pattern at all", { ...byteLevel, use_regex: false }],
  ["an empty sequence", { type: "Sequence", pretokenizers: [] }],
  ["a sequence that is none", { type: "Sequence", pretokenizers: "all" }],
  ["digits in threes", changed(smollm, 0, { individual_digits: false })],
  ["digits after the words", { type: "Sequence", pretokenizers: steps(smollm).toReversed() }],
  ["a step more", { type: "Sequence", pretokenizers: [...steps(smollm), byteLevel] }],
  ["a stranger's pattern", changed(llama3, 0, { pattern: { Regex: "(a+)+$" } })],
  ["what the pattern matches taken out", changed(llama3, 0, { behavior: "Removed" })],
  ["what the pattern does not match", changed(llama3, 0, { invert: true })],
  ["words cut twice", changed(llama3, 1, { use_regex: true })],
];

for (const [what, preTokenizer] of UNKNOWN) {
  Deno.test(`a tokenizer whose way to cut text is not known is refused: ${what}`, () => {
    const file = JSON.stringify({ ...vectors.tokenizers[0]!.tokenizer, pre_tokenizer: preTokenizer });
    assert.throws(
      () => new Tokenizer(file),
      (error) => error instanceof RefusedError && /pre_tokenizer/.test(error.message),
    );
  });
}
