import assert from "node:assert/strict";
import { findingsOf } from "../../../evaluation/report/findings.ts";
import type { Point, Summary } from "../../../evaluation/statistics/summary.ts";
import { sampleSummary } from "./sample.ts";

/** Curves of these values at 0, 3, 6 and 9 dB, of exact and BLEU-4, with intervals of so much to either side. */
function summaryOf(curves: Record<string, readonly number[]>, uses: readonly number[] = [], half = 0.02): Summary {
  const sample = sampleSummary({ channels: ["awgn"], snrs: [0, 3, 6, 9], codecs: Object.keys(curves) });
  return {
    ...sample,
    points: sample.points.map((point): Point => {
      const codec = Object.keys(curves).indexOf(point.codec);
      const mean = curves[point.codec]![point.snrDb! / 3]!;
      const metrics = { exact: { mean, low: mean, high: mean }, bleu4: { mean, low: mean - half, high: mean + half } };
      return { ...point, metrics, usesPerWord: uses[codec] ?? 8 };
    }),
  };
}

Deno.test("one curve has nothing to be said in words", () => {
  assert.deepEqual(findingsOf(summaryOf({ a: [0, 0.5, 1, 1] })), []);
  assert.deepEqual(findingsOf({ ...summaryOf({ a: [0, 0, 0, 0] }), points: [] }), []);
});

Deno.test("bandwidth is equal within 2 %, or said of each", () => {
  const curves = { a: [0, 0.5, 1, 1], b: [0, 0.5, 1, 1] };
  assert.equal(
    findingsOf(summaryOf(curves, [8, 8.1]))[0],
    "All take equal bandwidth: 8.00 to 8.10 channel uses a word.",
  );
  assert.equal(
    findingsOf(summaryOf(curves, [8, 4]))[0],
    "They do not take equal bandwidth. Channel uses a word: a 8.00 and b 4.00.",
  );
});

Deno.test("the SNR from which nine of ten arrive is interpolated, and whoever never gets there is named", () => {
  const findings = findingsOf(
    summaryOf({ slow: [0, 0.3, 0.8, 1], fast: [0, 0.8, 1, 1], all: [1, 1, 1, 1], none: [0, 0, 0, 0.5] }),
  );
  assert.equal(
    findings[1],
    "Nine messages of ten arrive exactly over awgn with all at 0 dB already, fast from 4.5 dB and slow from 7.5 dB; not up to 9 dB: none.",
  );
  const dip = findingsOf(summaryOf({ a: [0.95, 0.8, 1, 1], b: [0, 0, 0, 1] }))[1]!;
  assert.match(dip, /a from 4\.5 dB/);
});

Deno.test("curves cross where one is beyond the other's interval, and the crossing is where the lines meet", () => {
  const graceful = [0.4, 0.6, 0.8, 0.9];
  assert.equal(
    findingsOf(summaryOf({ graceful, cliff: [0, 0.6, 1, 1] })).at(-1),
    "By BLEU-4 over awgn the best is graceful, then cliff from 3 dB.",
  );
  assert.equal(
    findingsOf(summaryOf({ graceful, cliff: [0, 0.8, 1, 1] })).at(-1),
    "By BLEU-4 over awgn the best is graceful, then cliff from 2 dB.",
  );
  // Within the interval at 3 dB already above: the crossing is before.
  assert.equal(
    findingsOf(summaryOf({ graceful, cliff: [0.2, 0.61, 1, 1] })).at(-1),
    "By BLEU-4 over awgn the best is graceful, then cliff from 2.9 dB.",
  );
  assert.equal(
    findingsOf(summaryOf({ graceful, same: graceful })).at(-1),
    "By BLEU-4 over awgn the best is graceful at every SNR.",
  );
  // Where nothing arrives none is best.
  assert.equal(
    findingsOf(summaryOf({ none: [0, 0, 0, 0], cliff: [0, 0.2, 1, 1] })).at(-1),
    "By BLEU-4 over awgn the best is cliff at every SNR.",
  );
});
