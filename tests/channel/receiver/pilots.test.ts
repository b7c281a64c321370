import assert from "node:assert/strict";
import fc from "fast-check";
import { pilotPositions } from "../../../channel/receiver/pilots.ts";

Deno.test("pilots are in the middle of equal shares", () => {
  assert.deepEqual([...pilotPositions(12, 3)], [2, 6, 10]);
  assert.deepEqual([...pilotPositions(7, 1)], [3]);
  assert.deepEqual([...pilotPositions(3, 3)], [0, 1, 2]);
  assert.deepEqual([...pilotPositions(9, 0)], []);
});

Deno.test("however many there are, pilots are apart, inside the message and evenly spread", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 256 }), fc.nat(5000), (pilots, data) => {
    const uses = pilots + data;
    const positions = pilotPositions(uses, pilots);
    assert.ok(positions[0]! >= 0 && positions.at(-1)! < uses);
    for (let k = 1; k < pilots; k++) {
      const gap = positions[k]! - positions[k - 1]!;
      assert.ok(gap >= 1 && Math.abs(gap - uses / pilots) < 1);
    }
  }));
});
