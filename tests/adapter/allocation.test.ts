import assert from "node:assert/strict";
import fc from "fast-check";
import { allocate } from "../../adapter/allocation.ts";

Deno.test("every unit is given away, and no two tokens differ by more than one", () => {
  fc.assert(fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 500 }), (total, tokens) => {
    const units = allocate(total, tokens);
    assert.equal(units.length, tokens);
    assert.equal(units.reduce((sum, count) => sum + count, 0), total);
    assert.ok(Math.max(...units) - Math.min(...units) <= 1);
  }));
});

Deno.test("no tokens take no units", () => assert.equal(allocate(10, 0).length, 0));
