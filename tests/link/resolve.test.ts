import assert from "node:assert/strict";
import type { Manifest } from "../../codec/folder/manifest.ts";
import { UsageError } from "../../errors.ts";
import { checkPoint } from "../../evaluation/plan/check.ts";
import type { PointSettings } from "../../evaluation/plan/sweep.ts";

Deno.test("a point of which one setting is wrong is refused before anything is measured", () => {
  const manifest = { max_uses: 12 } as Manifest;
  const check = (some: Partial<PointSettings>) =>
    checkPoint({ codec: "bart-mini", channel: "awgn", snrDb: 6, seed: 1, ...some }, manifest);
  check({ rate: 12, channelCode: "polar", modulation: "qpsk", csi: "none" });
  const cases: [Partial<PointSettings>, RegExp][] = [
    [{ snrDb: 200 }, /The SNR is 200 dB, and must be from -30 to 60/],
    [{ seed: 1.5 }, /The seed is 1\.5/],
    [{ rate: 13 }, /The rate is 13 uses a token, and must be from 1 to 12/],
    [{ rate: 3, budget: 60 }, /Two of rate, budget and bits are given/],
    [{ channel: "raleigh" }, /Unknown channel "raleigh": did you mean rayleigh\?/],
    [{ channelCode: "poler" }, /did you mean polar\?/],
    [{ modulation: "qspk" }, /did you mean qpsk\?/],
    [{ link: "digitel" }, /did you mean digital\?/],
    [{ link: "analog", bits: 9 }, /The link is analog, and the number of bits a token is 9/],
    [{ channel: "bsc" }, /carries bits, and the link is analog/],
    [{ codeRate: 1.5 }, /The code rate is 1\.5/],
    [{ csi: "some" }, /channel knowledge/],
  ];
  for (const [some, says] of cases) {
    assert.throws(() => check(some), (error) => error instanceof UsageError && says.test(error.message));
  }
});
