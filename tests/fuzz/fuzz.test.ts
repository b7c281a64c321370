import assert from "node:assert/strict";
import fc from "fast-check";
import { feed, seedsOf } from "./target.ts";
import { TARGETS } from "./targets.ts";

for (const target of TARGETS) {
  Deno.test(`${target.name}: what was found, or is worth trying, is read or refused in one line`, async () => {
    const seeds = seedsOf(target);
    assert.ok(seeds.length > 0);
    for (const { name, input } of seeds) {
      await feed(target, input, true).catch((error) => assert.fail(`${name}: ${error.stack}`));
      if (name.startsWith("good")) await target.read(input, false); // is not refused
    }
    assert.ok(seeds.some(({ name }) => name.startsWith("good")));
  });

  Deno.test(`${target.name}: whatever it is given, it is read or refused in one line`, async () => {
    await fc.assert(fc.asyncProperty(target.inputs, (input) => feed(target, input)));
  });
}
