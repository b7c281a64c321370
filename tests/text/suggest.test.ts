import assert from "node:assert/strict";
import { nearest } from "../../text/suggest.ts";

const NAMES = ["bart-mini", "smollm2-135m", "tdl-a", "awgn"];

Deno.test("the nearest name is what a slip or a beginning was meant to be, and nothing is where no name is near", () => {
  assert.equal(nearest("AWNG", NAMES), "awgn");
  assert.equal(nearest("bart-mimi", NAMES), "bart-mini");
  assert.equal(nearest("smollm", NAMES), "smollm2-135m");
  assert.equal(nearest("smol", NAMES), "smollm2-135m");
  assert.equal(nearest("sm", NAMES), undefined);
  assert.equal(nearest("llama", NAMES), undefined);
});
