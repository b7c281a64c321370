import assert from "node:assert/strict";
import {
  countPilots,
  listPossibleCsi,
  ORDINARY_RECEIVER,
  type ReceiverSettings,
  resolveReceiver,
} from "../../../channel/receiver/receiver.ts";
import { channelFrom } from "../../../channel/registry.ts";
import { UsageError } from "../../../errors.ts";

const resolve = (settings: ReceiverSettings, spec = "awgn") => resolveReceiver(settings, channelFrom(spec));

Deno.test("a setting that is left out has its usual value", () => {
  assert.deepEqual(resolve({}), ORDINARY_RECEIVER);
  assert.deepEqual(resolve({ csi: "none" }), { csi: "none", antennas: 1 });
  const pilots = { count: 8, powerDb: 0, estimator: "lmmse" };
  assert.deepEqual(resolve({ csi: "pilots" }), { csi: "pilots", pilots, equaliser: "zf", antennas: 1 });
  assert.deepEqual(
    resolve({ csi: "pilots", pilots: 3, pilotPowerDb: -2, estimate: "ls", equaliser: "mmse" }),
    { csi: "pilots", pilots: { count: 3, powerDb: -2, estimator: "ls" }, equaliser: "mmse", antennas: 1 },
  );
  assert.deepEqual([{}, { csi: "none" }, { csi: "pilots" }].map((some) => countPilots(resolve(some))), [0, 0, 8]);
});

Deno.test("the CSI that a receiver may have depends on the channel", () => {
  for (const spec of ["awgn", "rayleigh", "rician:fading=fast", "rayleigh:doppler=0.1", "tdl-e"]) {
    assert.deepEqual(listPossibleCsi(channelFrom(spec)), ["perfect", "pilots", "none"], spec);
  }
  for (const spec of ["rayleigh:fading=fast", "burst", "erasure"]) {
    assert.deepEqual(listPossibleCsi(channelFrom(spec)), ["perfect", "none"], spec);
  }
});

Deno.test("a name that is unknown, or pilots that tell nothing, are a usage error in one line", () => {
  const bad: [ReceiverSettings, string, RegExp][] = [
    [{ csi: "pilot" }, "awgn", /^Unknown CSI "pilot": did you mean pilots\? \(known: perfect, pilots, none\)$/],
    [
      { csi: "pilots", estimate: "mmse" },
      "awgn",
      /^Unknown estimate "mmse": did you mean lmmse\? \(known: ls, lmmse\)$/,
    ],
    [{ equaliser: "zero" }, "awgn", /^Unknown equaliser "zero" \(known: zf, mmse, matched\)$/],
    [{ csi: "pilots" }, "rayleigh:fading=fast", /^The channel rayleigh:fading=fast takes no pilots, .*awgn/],
    [{ csi: "pilots" }, "erasure", /^The channel erasure:p=0.1 takes no pilots.*tdl-e take pilots\)$/],
  ];
  for (const [settings, spec, says] of bad) {
    assert.throws(
      () => resolve(settings, spec),
      (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
    );
  }
});
