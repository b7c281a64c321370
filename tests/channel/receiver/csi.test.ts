import assert from "node:assert/strict";
import { linearChannel } from "../../../channel/linear.ts";
import { channelFrom } from "../../../channel/registry.ts";
import { UsageError } from "../../../errors.ts";
import { csiOf, knowledgeOf, type KnowledgeSettings } from "../../../channel/receiver/csi.ts";
import { knowing } from "../../../channel/receiver/receive.ts";

Deno.test("what is not set has its usual value", () => {
  assert.deepEqual(knowledgeOf({}), { csi: "perfect", equaliser: "zf" });
  assert.deepEqual(knowledgeOf({ csi: "none" }), { csi: "none", equaliser: "zf" });
  const pilots = { count: 8, powerDb: 0, estimate: "lmmse" };
  assert.deepEqual(knowledgeOf({ csi: "pilots" }), { csi: "pilots", pilots, equaliser: "zf" });
  assert.deepEqual(
    knowledgeOf({ csi: "pilots", pilots: 3, pilotPowerDb: -2, estimate: "ls", equaliser: "mmse" }),
    { csi: "pilots", pilots: { count: 3, powerDb: -2, estimate: "ls" }, equaliser: "mmse" },
  );
});

Deno.test("settings that make no sense are usage errors, said in one line", () => {
  const bad: [KnowledgeSettings, RegExp][] = [
    [{ csi: "pilot" }, /^Unknown channel knowledge "pilot": did you mean pilots\? \(known: perfect, pilots, none\)$/],
    [{ csi: "pilots", estimate: "mmse" }, /^Unknown estimate "mmse": did you mean lmmse\? \(known: ls, lmmse\)$/],
    [{ equaliser: "zero" }, /^Unknown equaliser "zero" \(known: zf, mmse, matched\)$/],
    [{ pilots: 8 }, /^The number of pilots is 8, and the channel knowledge is perfect: set it to pilots, or leave/],
    [{ csi: "none", pilotPowerDb: 0 }, /^The pilots' power is 0, and the channel knowledge is none: /],
    [{ estimate: "ls" }, /^The estimate is ls, and the channel knowledge is perfect: /],
    [{ csi: "none", equaliser: "zf" }, /^The equaliser is zf, and a receiver without channel knowledge has no gains/],
    [{ csi: "pilots", pilots: 0 }, /^The number of pilots is 0, and must be a whole number from 1 to 256$/],
    [{ csi: "pilots", pilots: 1.5 }, /^The number of pilots is 1.5, /],
    [{ csi: "pilots", pilots: 257 }, /^The number of pilots is 257, /],
    [{ csi: "pilots", pilotPowerDb: NaN }, /^The pilots' power is NaN dB, and must be from -20 to 20$/],
  ];
  for (const [settings, says] of bad) {
    assert.throws(() => knowledgeOf(settings), (error) => error instanceof UsageError && says.test(error.message));
  }
});

Deno.test("what a receiver may know depends on the channel", () => {
  const all = ["perfect", "pilots", "none"];
  for (const spec of ["awgn", "rayleigh", "rician:fading=fast", "rayleigh:doppler=0.1", "tdl-e"]) {
    assert.deepEqual(csiOf(channelFrom(spec)), all, spec);
  }
  for (const spec of ["rayleigh:fading=fast", "burst", "erasure"]) {
    assert.deepEqual(csiOf(channelFrom(spec)), ["perfect", "none"], spec);
  }
  const own = linearChannel("own", (uses) => new Float64Array(2 * uses).fill(1));
  assert.deepEqual(csiOf(own), ["perfect", "none"]);
  const { gains: _, ...opaque } = own;
  assert.deepEqual(csiOf(opaque), ["perfect"]);
});

Deno.test("a channel that does not go with the knowledge is a usage error that names those that do", () => {
  const opaque = { name: "opaque", transmit: channelFrom("awgn").transmit };
  assert.equal(knowing(opaque, knowledgeOf({})), opaque);
  const bad: [typeof opaque, KnowledgeSettings, RegExp][] = [
    [
      channelFrom("rayleigh:fading=fast"),
      { csi: "pilots" },
      /^The channel rayleigh:fading=fast takes no pilots, .*awgn/,
    ],
    [
      channelFrom("erasure"),
      { csi: "pilots" },
      /^The channel erasure:p=0.1 takes no pilots.*tdl-e take pilots\)$/,
    ],
    [opaque, { csi: "pilots" }, /^The channel opaque takes no pilots/],
    [opaque, { csi: "none" }, /^The channel opaque has no gains.*tdl-e, burst, erasure/],
    [opaque, { equaliser: "mmse" }, /^The channel opaque has no gains/],
  ];
  for (const [channel, settings, says] of bad) {
    assert.throws(
      () => knowing(channel, knowledgeOf(settings)),
      (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
    );
  }
});
