import assert from "node:assert/strict";
import { openCodec } from "../../codec/open.ts";
import { failureOf, roomForAny } from "../../channel/finite_blocklength.ts";
import type { LinkSettings } from "../../link/fields.ts";
import { Link, type Reception } from "../../link/link.ts";

const codec = await openCodec("gpt2-mini", { scheme: "spinal" });

async function send(settings: LinkSettings): Promise<Reception> {
  const text = "We cannot support this amendment, although we agree with its purpose.";
  const [outcome] = await new Link(codec, { beam: 4, ...settings }).send([{ index: 1, text }]);
  assert.ok(outcome?.status === "received");
  return outcome;
}

Deno.test("the bound of a message is that of its information and its uses, over the air and as bits", async () => {
  for (const link of ["analog", "digital"] as const) {
    const { bound, informationBits, channelUses, headerUses } = await send({ snrDb: 2, link });
    const room = roomForAny(new Float64Array(2 * (channelUses - headerUses)).fill(10 ** 0.2));
    assert.ok(Math.abs(bound! - (1 - failureOf(informationBits!, room))) < 1e-6, link);
  }
});

Deno.test("at the margin any code delivers with a probability of 0.99", async () => {
  const { marginDb, channelUses } = await send({ snrDb: 4, budget: 80 });
  assert.equal(channelUses, 80);
  assert.ok(marginDb! > 0);
  const there = await send({ snrDb: 4 - marginDb!, budget: 80 });
  assert.ok(Math.abs(there.bound! - 0.99) < 0.001 && Math.abs(there.marginDb!) < 0.01, `${there.bound}`);
});

Deno.test("as bits over a channel that fades there is no bound, and without a language model neither", async () => {
  assert.equal((await send({ link: "digital", channel: "rayleigh" })).bound, null);
  await using utf8 = await openCodec("utf8");
  const [outcome] = await new Link(utf8, {}).send([{ index: 1, text: "No." }]);
  assert.ok(outcome?.status === "received" && outcome.bound === null && outcome.marginDb === null);
});
