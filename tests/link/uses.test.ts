import assert from "node:assert/strict";
import { channelFrom } from "../../channel/registry.ts";
import { openCodec } from "../../codec/open.ts";
import { Link } from "../../link/link.ts";
import { usesTaken, usesWithin } from "../../link/uses.ts";

Deno.test("uses with their prefixes: a quarter more, and within a budget as many as fit", () => {
  const channel = channelFrom("tdl-a:cp=16");
  assert.deepEqual([0, 1, 4, 64, 65].map((uses) => usesTaken(uses, channel)), [0, 2, 5, 80, 82]);
  for (let budget = 2; budget < 300; budget++) {
    const uses = usesWithin(budget, channel);
    assert.ok(usesTaken(uses, channel) <= budget && usesTaken(uses + 1, channel) > budget);
  }
  assert.deepEqual([usesTaken(7, channelFrom("tdl-a")), usesWithin(7, channelFrom("awgn"))], [7, 7]);
});

Deno.test("a cyclic prefix is counted in a message's uses, and is inside a budget", async () => {
  await using codec = await openCodec("utf8");
  const usesOf = async (channel: string, settings = {}) => {
    const link = new Link(codec, { channel, snrDb: 30, channelCode: "polar", header: "free", ...settings });
    const [outcome] = await link.send([{ index: 1, text: "Meet me at noon." }]);
    assert.ok(outcome?.status === "received");
    return outcome.channelUses;
  };
  const free = await usesOf("tdl-d");
  assert.equal(await usesOf("tdl-d:cp=16"), Math.ceil(1.25 * free));
  assert.equal(await usesOf("tdl-d:cp=16", { budget: 333 }), 333);
});
