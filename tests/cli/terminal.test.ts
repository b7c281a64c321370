import assert from "node:assert/strict";
import { asLine, asLines } from "../../cli/terminal.ts";

Deno.test("a line stays a line, and a terminal sees no control characters", () => {
  assert.equal(asLine("a\nb\rc\td\x1b[31m", false), "a\\nb\\rc\td\x1b[31m");
  assert.equal(asLine("a\nb\tc\x1b[31m\x07\x7f\x9b", true), "a\\nb\tc\\x1b[31m\\x07\\x7f\\x9b");
  assert.equal(asLine("naïve 你好 👍🏽", true), "naïve 你好 👍🏽");
});

Deno.test("a message that was given with line breaks keeps them", () => {
  assert.equal(asLines("a\nb\x1b", true), "a\nb\\x1b");
});
