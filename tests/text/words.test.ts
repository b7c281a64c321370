import assert from "node:assert/strict";
import { countCharacters, splitWords, stripSpace } from "../../text/words.ts";
import vectors from "../fidelity/sacrebleu.json" with { type: "json" };

Deno.test("words are split at what Python's str.split() splits at, and at nothing else", () => {
  const split: number[] = [];
  for (let code = 0; code < 0x10000; code++) {
    if (splitWords(`a${String.fromCharCode(code)}b`).length === 2) split.push(code);
  }
  assert.deepEqual(split, vectors.white_space);
});

Deno.test("no word is empty", () => {
  assert.deepEqual(splitWords(" \t one \n\n two "), ["one", "two"]);
  assert.deepEqual(splitWords(""), []);
  assert.deepEqual(splitWords(" \u00a0\n"), []);
});

Deno.test("the ends lose what words are split at, the middle keeps it", () => {
  for (const code of vectors.white_space) {
    const space = String.fromCharCode(code);
    assert.equal(stripSpace(`${space}${space}a${space}b${space}`), `a${space}b`);
  }
  assert.equal(stripSpace("\ufeffa\u200b"), "\ufeffa\u200b");
  assert.equal(stripSpace(" \n "), "");
});

Deno.test("characters are code points", () => {
  assert.deepEqual(["", "noon", "中午", "😀", "é"].map(countCharacters), [0, 4, 2, 1, 1]);
  assert.equal(countCharacters("e\u0301"), 2);
});
