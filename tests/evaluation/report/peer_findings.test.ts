import assert from "node:assert/strict";
import { findingsOf } from "../../../evaluation/report/findings.ts";
import type { Peer, Point, Summary } from "../../../evaluation/statistics/summary.ts";
import { sampleSummary } from "./sample.ts";

/** Curves of the run at 0, 3, 6 and 9 dB, and a peer's, at the SNRs that are its keys. */
function findings(
  curves: Record<string, readonly number[]>,
  peer: Record<number, number>,
  uses = 8,
  spend = 8,
): string[] {
  const sample = sampleSummary({ channels: ["awgn"], snrs: [0, 3, 6, 9], codecs: Object.keys(curves) });
  const points = sample.points.map((point): Point => {
    const mean = curves[point.codec]![point.snrDb! / 3]!;
    const metric = { mean, low: mean, high: mean };
    return { ...point, metrics: { exact: metric, bleu4: metric }, usesPerWord: point.codec === "a" ? spend : 8 };
  });
  const theirs: Peer = {
    name: "theirs",
    measured: "by them.",
    messages: 1000,
    usesPerWord: uses,
    points: Object.entries(peer).map(([snrDb, value]) => ({
      channel: "awgn",
      snrDb: Number(snrDb),
      metrics: { exact: value, bleu4: value },
    })),
  };
  const summary: Summary = { ...sample, points, peers: [theirs] };
  return findingsOf(summary);
}

const RISING = { a: [0, 0.3, 0.8, 1], b: [0.2, 0.3, 0.4, 0.5] };

Deno.test("what was measured elsewhere is said apart, and moves no sentence about the run", () => {
  const said = findings(RISING, { 0: 1, 9: 1 });
  assert.deepEqual(said.slice(0, 3), [
    "All of this run take equal bandwidth: 8.00 channel uses a word.",
    "Nine messages of ten arrive exactly over awgn with a from 7.5 dB; not up to 9 dB: b.",
    "By BLEU-4 over awgn the best is b, then a from 3 dB.",
  ]);
  assert.equal(said.length, 5);
});

Deno.test("its bandwidth is called equal within 2 % alone", () => {
  const said = (uses: number) => findings(RISING, { 0: 1, 9: 1 }, uses)[3]!;
  const from = "theirs was measured elsewhere, not in this run, on 1,000 messages of its own: by them.";
  assert.equal(said(8.1), `${from} It takes 8.10 channel uses a word, as do the others.`);
  const unequal = "so that it does not stand beside them at equal bandwidth.";
  assert.equal(said(9), `${from} It takes 9.00 channel uses a word, 13 % more than any system of the run, ${unequal}`);
  const [, , , among] = findings(RISING, { 0: 1, 9: 1 }, 8.95, 9);
  assert.equal(among, `${from} It takes 8.95 channel uses a word where those of the run take 8.00 to 9.00, ${unequal}`);
  assert.equal(said(4), `${from} It takes 4.00 channel uses a word, 50 % less than any system of the run, ${unequal}`);
});

Deno.test("which curves are above its own is said of straight lines between all points, and of one system as well", () => {
  const over = "theirs over awgn (measured elsewhere, on messages of its own):";
  // At 3 and 6 dB it has no points: the line there is 0.3 and 0.4.
  assert.equal(
    findings(RISING, { [-3]: 0.1, 0: 0.2, 9: 0.5 }).at(-1),
    `${over} nine messages of ten do not arrive exactly up to 9 dB, where 0.500 do; by BLEU-4 above its curve are b at every SNR and a from 3 dB.`,
  );
  assert.equal(
    findings(RISING, { 0: 0.5, 6: 0.5, 18: 1 }).at(-1),
    `${over} nine messages of ten arrive exactly from 15.6 dB; by BLEU-4 above its curve are a from 4.2 dB, and not up to 9 dB b.`,
  );
  assert.match(
    findings(RISING, { 0: 1, 9: 1.1 }).at(-1)!,
    /exactly from 0 dB; by BLEU-4 no curve of the run is above its own\.$/,
  );
  assert.match(
    findings(RISING, { 0: 0, 4.5: 0.7, 9: 0.6 }).at(-1)!,
    /by BLEU-4 above its curve are a from 5\.3 dB, and not up to 9 dB b\.$/,
  );
  assert.equal(
    findings({ a: RISING.a }, { 20: 0.9, 22: 0.95 }).at(-1),
    `${over} nine messages of ten arrive exactly from 20 dB.`,
  );
});
