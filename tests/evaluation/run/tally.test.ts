import assert from "node:assert/strict";
import { Plan, type Unit } from "../../../evaluation/plan/plan.ts";
import { BrokenLine } from "../../../evaluation/results/result_line.ts";
import { isBoundary, Tally } from "../../../evaluation/run/tally.ts";
import { STOP } from "../../../evaluation/statistics/closed_point.ts";
import type { Point } from "../../../evaluation/statistics/summary.ts";
import {
  informedLines,
  simulatedHeader,
  simulatedLine,
  simulatedLines,
  simulatedResults,
  SOME_MESSAGES,
  UNIT,
} from "../simulated.ts";

Deno.test("units: point by point, all messages once and then again for each repeat", () => {
  const plan = new Plan(simulatedHeader(UNIT + 1, { repeat: 2 }));
  const tally = new Tally(plan);
  const units = [];
  for (let unit = tally.next(); unit !== undefined; unit = tally.next()) units.push(unit);
  assert.deepEqual(units.map(({ point, repeat, first, messages }) => [point, repeat, first, messages]), [
    [0, 1, 0, UNIT],
    [0, 1, UNIT, 1],
    [0, 2, 0, UNIT],
    [0, 2, UNIT, 1],
    [1, 1, 0, UNIT],
    [1, 1, UNIT, 1],
    [1, 2, 0, UNIT],
    [1, 2, UNIT, 1],
  ]);
});

Deno.test("every point has its figures, its examples and why it stopped", () => {
  const { tally } = simulatedResults(simulatedHeader(SOME_MESSAGES, { repeat: 2 }));
  assert.equal(tally.points.length, 2);
  const [first, second] = tally.points;
  for (const point of tally.points) {
    assert.equal(point.messages, 2 * SOME_MESSAGES);
    assert.equal(point.stop, STOP.all);
    assert.equal(point.examples.length, 3);
    for (const [name, { mean, low, high }] of Object.entries(point.metrics)) {
      assert.ok(low <= mean && mean <= high, name);
      if (name === "entity_precision") assert.equal(mean, 1); // what is lost is replaced by a word that is no entity
      else assert.ok(low < high, name);
    }
  }
  assert.deepEqual([first!.snrDb, second!.snrDb], [0, 6]);
  assert.ok(first!.metrics.bleu4!.high < second!.metrics.bleu4!.low); // it loses twice as many words
  assert.deepEqual(first!.examples.map(({ index }) => index), second!.examples.map(({ index }) => index));
});

Deno.test("repeats of a message are no new messages: where they all arrive alike, the interval is that of one", () => {
  const metrics = (repeat: number) => {
    const tally = new Tally(new Plan(simulatedHeader(UNIT, { repeat, snr_db: [0] })));
    for (let unit = tally.next(); unit !== undefined; unit = tally.next()) {
      const first = simulatedLines({ ...unit, repeat: 1 });
      tally.add(unit, first.map((line) => line.replace('"repeat":1', `"repeat":${unit!.repeat}`)));
    }
    tally.end();
    return tally.points[0]!.metrics;
  };
  const [once, fourTimes] = [metrics(1), metrics(4)];
  for (const name of Object.keys(once)) {
    for (const end of ["low", "high"] as const) {
      assert.ok(Math.abs(once[name]![end] - fourTimes[name]![end]) < 1e-12, name);
    }
  }
});

Deno.test("a point ends where its interval is narrow, at a boundary, and the next one begins", () => {
  const { tally } = simulatedResults(simulatedHeader(40 * UNIT, { until_ci: 0.05, headline: "bleu1" }));
  for (const { messages, stop, metrics } of tally.points) {
    assert.equal(stop, STOP.narrow);
    assert.ok(metrics.bleu1!.high - metrics.bleu1!.low < 0.05);
    assert.ok(messages >= 2 * UNIT && messages < 40 * UNIT && isBoundary(messages / UNIT), `${messages}`);
  }
  assert.ok(tally.points[1]!.messages < tally.points[0]!.messages);
  const never = simulatedResults(simulatedHeader(3 * UNIT, { until_ci: 1e-6 })).tally.points;
  assert.deepEqual(never.map(({ stop }) => stop), [STOP.all, STOP.all]);
});

Deno.test("where nothing fails a point goes on until so many messages say so", () => {
  const plan = new Plan(simulatedHeader(40 * UNIT, { snr_db: [0], until_ci: 0.02, headline: "bleu4" }));
  const tally = new Tally(plan);
  for (let unit = tally.next(); unit !== undefined; unit = tally.next()) {
    const places = Array.from({ length: unit.messages }, (_, i) => unit.first + i + 1);
    tally.add(unit, places.map((index) => simulatedLine(unit.point, unit.repeat, index, 0)));
  }
  tally.end();
  const [{ messages, stop, metrics }] = tally.points as [Point];
  assert.deepEqual([stop, metrics.exact!.high], [STOP.narrow, 1]);
  assert.ok(messages >= 3.84 / 0.02 - 4 && messages <= 1.1 * 3.84 / 0.02 + UNIT, `${messages}`); // 192, and not 64
  assert.ok(metrics.exact!.low > 0.98);
});

Deno.test("boundaries grow by a tenth", () => {
  const boundaries = Array.from({ length: 30 }, (_, i) => i).filter(isBoundary);
  assert.deepEqual(boundaries, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 21, 24, 27]);
});

Deno.test("units that were taken before their point ended are not wanted any more", () => {
  const tally = new Tally(new Plan(simulatedHeader(9 * UNIT, { until_ci: 0.9 })));
  const [a, b, early] = [tally.next()!, tally.next()!, tally.next()!];
  tally.add(a, simulatedLines(a));
  assert.ok(tally.wants(b));
  tally.add(b, simulatedLines(b));
  assert.ok(!tally.wants(early));
  assert.equal(tally.next()!.point, 1);
});

Deno.test("an interrupted point says so; one that had all it needs does not", () => {
  const tally = new Tally(new Plan(simulatedHeader(UNIT, { snr_db: [0, 6], repeat: 2 })));
  for (let i = 0; i < 3; i++) {
    const unit = tally.next()!;
    tally.add(unit, simulatedLines(unit));
  }
  tally.end();
  assert.deepEqual(tally.points.map(({ stop, messages }) => [stop, messages]), [[STOP.all, 2 * UNIT], [
    STOP.interrupted,
    UNIT,
  ]]);
});

Deno.test("lines that do not belong to their unit are refused by their number", () => {
  const refused = (change: (lines: string[]) => void, line: number, why: RegExp) => {
    const tally = new Tally(new Plan(simulatedHeader(UNIT, {})));
    const unit = tally.next()!;
    const lines = simulatedLines(unit);
    change(lines);
    assert.throws(
      () => tally.add(unit, lines),
      (error) => error instanceof BrokenLine && error.line === line && why.test(error.why),
    );
  };
  refused((lines) => lines[3] = lines[3]!.slice(0, 50), 3, /broken/);
  refused((lines) => lines[4] = lines[4]!.replace('"point":0', '"point":1'), 4, /of point 1, repeat 1/);
  refused((lines) => lines[0] = lines[0]!.replace('"repeat":1', '"repeat":2'), 0, /repeat 2/);
});

Deno.test("messages that could not be sent are no part of the figures", () => {
  const tally = new Tally(new Plan(simulatedHeader(UNIT, { snr_db: [0] })));
  const unit = tally.next()!;
  const error = (index: number) =>
    JSON.stringify({ schema: 4, point: 0, repeat: 1, index, text: "a", error: "no room" });
  tally.add(unit, simulatedLines(unit).map((line, i) => i < UNIT / 2 ? error(i + 1) : line));
  tally.end();
  assert.equal(tally.points[0]!.messages, UNIT / 2);
  assert.equal(tally.refusal, "no room");
});

/** A point of one chunk, and then of another if there is one. */
function pointOf(...chunks: ((unit: Unit) => string[])[]): Point {
  const tally = new Tally(new Plan(simulatedHeader(chunks.length * UNIT, { snr_db: [0] })));
  for (const linesOf of chunks) {
    const unit = tally.next()!;
    tally.add(unit, linesOf(unit));
  }
  tally.end();
  return tally.points[0]!;
}

Deno.test("a point of a receiver that knows when it is lost says so, with intervals; of another it says nothing", () => {
  const { metrics, informationPerWord, usesPerWord, usesPerCharacter } = pointOf(informedLines);
  const [lost, unseen] = [8 / UNIT, 4 / UNIT]; // 4, 8, … 32 are lost; 1, 11, 21 and 31 are wrong
  assert.equal(metrics.delivered!.mean, 1 - lost);
  assert.equal(metrics.undetected!.mean, unseen);
  assert.equal(metrics.exact!.mean, 1 - lost - unseen);
  assert.equal(informationPerWord, 3);
  assert.ok(usesPerCharacter > 0 && usesPerCharacter < usesPerWord);
  for (const name of ["delivered", "undetected", "throughput"]) {
    const { mean, low, high } = metrics[name]!;
    assert.ok(low < mean && mean < high, name);
  }
  // Some messages are longer than others, so that what arrived is not just the share of messages.
  const share = metrics.throughput!.mean / (informationPerWord! / usesPerWord);
  assert.ok(share > 0.4 && share < 0.9 && share !== metrics.exact!.mean, `${share}`);
  const other = pointOf(simulatedLines);
  assert.equal(other.informationPerWord, null);
  for (const name of ["delivered", "undetected", "throughput"]) assert.ok(!(name in other.metrics), name);
});

Deno.test("a run that an earlier version began goes on: shares are of the messages that say it, costs of all or none", () => {
  const { metrics, informationPerWord } = pointOf(informedLines, simulatedLines);
  assert.equal(informationPerWord, null);
  assert.equal(metrics.delivered!.mean, 24 / UNIT);
});

Deno.test("a point ends by a headline that only some codecs have where they have it", () => {
  const stopOf = (linesOf: (unit: Unit) => string[]) => {
    const tally = new Tally(
      new Plan(simulatedHeader(3 * UNIT, { snr_db: [0], until_ci: 0.9, headline: "delivered" })),
    );
    for (let unit = tally.next(); unit !== undefined; unit = tally.next()) tally.add(unit, linesOf(unit));
    tally.end();
    return tally.points[0]!.stop;
  };
  assert.deepEqual([stopOf(informedLines), stopOf(simulatedLines)], [STOP.narrow, STOP.all]);
});
