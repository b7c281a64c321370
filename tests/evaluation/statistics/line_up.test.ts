import assert from "node:assert/strict";
import { isEqualSpend, lineUp, type MeasuredSweep } from "../../../evaluation/statistics/line_up.ts";
import { type EvaluationSettings, Plan } from "../../../evaluation/plan/plan.ts";
import { simulatedHeader } from "../simulated.ts";

/** A sweep all of whose points were measured, with these uses a word in their order. */
function sweep(settings: Partial<EvaluationSettings>, usesPerWord: readonly number[]): MeasuredSweep {
  const plan = new Plan(simulatedHeader(3, settings));
  assert.equal(plan.points.length, usesPerWord.length);
  return { plan, points: plan.points.map((_, point) => point), usesPerWord: new Map(usesPerWord.entries()) };
}

const alone = (point: number, usesPerWord: number) => ({ parts: [{ point, weight: 1 }], usesPerWord });

Deno.test("points of one rate each are lined up by SNR, and their spends told apart at 2 %", () => {
  const a = sweep({ codec: ["a"], snr_db: [0, 3], rate: [6] }, [8, 8]);
  const b = sweep({ codec: ["b"], snr_db: [3, 0], rate: [5] }, [8.1, 9]);
  assert.deepEqual(lineUp(a, b), [
    { a: alone(1, 8), b: alone(0, 8.1), isEqual: true },
    { a: alone(0, 8), b: alone(1, 9), isEqual: false },
  ]);
  assert.ok(isEqualSpend(98, 100) && isEqualSpend(100, 98) && !isEqualSpend(97.9, 100));
});

Deno.test("of several rates the one of equal uses a word is taken, or two are interpolated, whichever side has them", () => {
  const many = sweep({ codec: ["a"], snr_db: [3], rate: [4, 6, 8] }, [5, 7.5, 10]);
  const equal = sweep({ codec: ["b"], snr_db: [3], rate: [2] }, [7.4]);
  assert.deepEqual(lineUp(many, equal), [{ a: alone(1, 7.5), b: alone(0, 7.4), isEqual: true }]);
  const between = sweep({ codec: ["b"], snr_db: [3], rate: [2] }, [8]);
  const [there] = lineUp(many, between);
  assert.deepEqual([there!.b, there!.isEqual], [alone(0, 8), true]);
  assert.deepEqual(there!.a.parts.map(({ point, weight }) => [point, +weight.toFixed(9)]), [[1, 0.8], [2, 0.2]]);
  const [back] = lineUp(between, many);
  assert.deepEqual(back!.b, there!.a);
  const beyond = sweep({ codec: ["b"], snr_db: [3], rate: [2] }, [12]);
  assert.deepEqual(lineUp(many, beyond), [{ a: alone(2, 10), b: alone(0, 12), isEqual: false }]);
});

Deno.test("points that differ in anything but their spend are not lined up", () => {
  const a = sweep({ snr_db: [0, 3] }, [8, 8]);
  assert.deepEqual(lineUp(a, sweep({ snr_db: [6, 9] }, [8, 8])), []);
  assert.equal(lineUp(a, sweep({ snr_db: [3, 9], rate: [4, 6] }, [5, 5, 8, 8])).length, 1);
});
