import assert from "node:assert/strict";
import { OPSET } from "../../../codec/check/allowed.ts";
import operators from "../../../codec/check/operators.json" with { type: "json" };
import { readOperators } from "../../../models/recipe/operators.ts";

Deno.test("what is allowed is what the graphs that the recipe exported have, no more and no less", () => {
  assert.deepEqual(readOperators(), operators);
  assert.equal(OPSET, 20);
});
