import assert from "node:assert/strict";
import { Random } from "../../channel/random.ts";
import { Analog } from "../../link/analog.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { resolve } from "../../link/resolve.ts";
import { description } from "./description.ts";

function open(settings: LinkSettings): Analog {
  const link = resolve(settings, description());
  assert.ok(link.type === "analog");
  return new Analog(link);
}

const message = (tokens: number) => ({ type: "elastic", tokens, maxBits: 0 }) as const;

Deno.test("a rate need not be a whole number, a budget is met exactly, and pilots are inside it", () => {
  assert.equal(open({ rate: 3.3 }).plan(message(10)).coordinates, 2 * 33);
  assert.equal(open({ rate: 3.3 }).plan(message(7)).coordinates, 2 * 23);
  assert.equal(open({ budget: 40, csi: "pilots", pilots: 6 }).plan(message(3)).coordinates, 2 * 34);
  assert.equal(open({ budget: 40 }).plan(message(0)).coordinates, 0);
});

Deno.test("a message is heard as it was sent, but for the noise, and its uses are counted with the pilots", () => {
  for (const [settings, pilots] of [[{}, 0], [{ csi: "pilots", pilots: 3 }, 3]] as const) {
    const air = open({ budget: 20, snrDb: 60, ...settings });
    const grant = air.plan(message(2));
    const x = Float32Array.from({ length: grant.coordinates }, (_, i) => i % 2 === 0 ? 0.6 : -0.8);
    const { observation, uses, ...counts } = air.transmit({ type: "uses", x }, grant, new Random(1, 1));
    assert.equal(x.length / 2 + pilots, 20);
    assert.equal(uses, 20);
    assert.deepEqual(Object.values(counts), [0, false, 0, 0, 0, 0, 0, 0]);
    assert.ok(observation.type === "uses" && observation.y.every((value, i) => Math.abs(value - x[i]!) < 0.01));
  }
});
