import assert from "node:assert/strict";
import { codeFamily } from "../../channel/coding/registry.ts";
import { modulation } from "../../channel/modulation/modulation.ts";
import { Random } from "../../channel/random.ts";
import { bitChannelFrom, channelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { Digital } from "../../link/digital.ts";
import { knowledgeOf } from "../../channel/receiver/csi.ts";
import { modulated } from "../../link/modulated.ts";
import { knowing } from "../../channel/receiver/receive.ts";

const TOKENS = 100;
const random = new Random(1);
const bit = () => random.uniform() < 0.5 ? -Math.SQRT1_2 : Math.SQRT1_2;

/** A polar-coded link at rate 1/2 with 12 bits a token, whose message has two blocks. */
function link(carrier: ReturnType<typeof modulated>): Digital {
  return new Digital({ family: codeFamily("polar"), codeRate: 0.5, bits: 12 }, carrier.name, carrier, 24, () => 0);
}

Deno.test("a channel for bits takes coded bits as they are: a use each", () => {
  for (const [spec, blockErrors] of [["bsc:p=0", 0], ["bsc:p=0.02", 0], ["bec:p=0.2", 0], ["bsc:p=0.3", 2]] as const) {
    const digital = link(bitChannelFrom(spec)!);
    const plan = digital.plan(TOKENS);
    assert.equal(plan.uses, 2 * 12 * TOKENS);
    const x = Float32Array.from({ length: 12 * TOKENS }, bit);
    const heard = digital.transmit(x, plan, new Random(2));
    assert.equal(heard.blocks, 2);
    assert.equal(heard.blockErrors, blockErrors, spec);
    if (blockErrors === 0) assert.deepEqual(heard.y, x);
  }
});

Deno.test("a modulation makes a channel for bits of any channel for uses", () => {
  for (const spec of ["awgn", "rician:k=20", "tdl-d", "rayleigh:fading=fast", "erasure:p=0.1"]) {
    const carrier = modulated(modulation("16qam"), channelFrom(spec), 100);
    assert.equal(carrier.bitsPerUse, 4);
    const digital = link(carrier);
    const plan = digital.plan(TOKENS);
    assert.equal(plan.uses, 2 * 12 * TOKENS / 4);
    const x = Float32Array.from({ length: 12 * TOKENS }, bit);
    const heard = digital.transmit(x, plan, new Random(3));
    assert.equal(heard.blockErrors, 0, spec);
    assert.deepEqual(heard.y, x, spec);
  }
});

Deno.test("what a modulated channel loses has LLR 0", () => {
  const carrier = modulated(modulation("qpsk"), channelFrom("erasure:p=1"), 10);
  assert.ok(carrier.transmit(new Uint8Array(20), new Random(4)).every((llr) => llr === 0));
});

Deno.test("pilots are uses of the message beside those that carry bits", () => {
  const channel = knowing(channelFrom("rician:k=20"), knowledgeOf({ csi: "pilots", pilots: 5 }));
  const carrier = modulated(modulation("16qam"), channel, 100);
  const settings = { family: codeFamily("polar"), codeRate: 0.5, bits: 12 };
  const digital = new Digital(settings, "rician", carrier, 24, () => 0, 5);
  const plan = digital.plan(TOKENS);
  assert.equal(plan.uses, 2 * 12 * TOKENS / 4 + 5);
  const x = Float32Array.from({ length: 12 * TOKENS }, bit);
  const heard = digital.transmit(x, plan, new Random(5));
  assert.equal(heard.blockErrors, 0);
  assert.deepEqual(heard.y, x);
  assert.equal(digital.plan(0).uses, 0);
  const { bits: _, ...byUses } = settings;
  const budget = new Digital({ ...byUses, codeRate: 0.1 }, "rician", carrier, 24, () => 2, 5);
  assert.throws(
    () => budget.plan(3),
    (error) =>
      error instanceof UsageError && /^2 uses beside the pilots hold no .*: the least is 3 uses$/.test(error.message),
  );
});
