import assert from "node:assert/strict";
import { UsageError } from "../../../errors.ts";
import { judge, judgeDrop, readGate } from "../../../evaluation/gates/gates.ts";
import { type EvaluationSettings, Plan } from "../../../evaluation/plan/plan.ts";
import { metricsWith } from "../../../fidelity/registry.ts";
import type { Point } from "../../../evaluation/statistics/summary.ts";
import { simulatedHeader } from "../simulated.ts";

const plan = (settings: Partial<EvaluationSettings> = {}) => new Plan(simulatedHeader(3, settings));
const pointsOf = (text: string, of = plan()) => readGate(text, of).points;

const point: Point = {
  codec: "bart-mini",
  channel: "awgn",
  snrDb: 6,
  variant: "",
  messages: 100,
  tooShort: 0,
  stop: "all messages",
  metrics: { bleu4: { mean: 0.9, low: 0.88, high: 0.92 } },
  passes: 1,
  usesPerWord: 7,
  usesPerCharacter: 1.2,
  informationPerWord: null,
  ms: 1,
  examples: [],
};

Deno.test("a gate is about the points that have all it names", () => {
  assert.deepEqual(pointsOf("bleu4@6<0.9"), [1]);
  assert.deepEqual(pointsOf("bleu4<0.9"), [0, 1]);
  assert.deepEqual(pointsOf(" word_error_rate @ 0 > 1e-1 "), [0]);
  const sweep = plan({ codec: ["a", "b"], channel: ["awgn", "rician:k=3,fading=fast", "rayleigh"], rate: [3, 6] });
  const count = (text: string) => pointsOf(text, sweep).length;
  assert.equal(sweep.points.length, 24);
  assert.equal(count("bleu4@6<0.9"), 12);
  assert.equal(count("bleu4@6,rayleigh,b<0.9"), 2);
  assert.equal(count("bleu4@b,rate=3,rayleigh,6<0.9"), 1);
  assert.equal(count("bleu4@rician<0.9"), 8); // any of its family
  assert.equal(count("bleu4@rician:k=3,fading=fast<0.9"), 8);
  assert.equal(count("bleu4@rician:k=3,fading=fast,rate=6,0<0.9"), 2);
  assert.equal(count("bleu4@rayleigh:fading=block<0.9"), 8);
});

Deno.test("a channel's name alone stands for its family, and its spec for itself, in any form", () => {
  const both = plan({ channel: ["rayleigh", "rayleigh:fading=fast"] });
  assert.deepEqual(pointsOf("bleu1@0,Rayleigh<1", both), [0, 2]);
  assert.deepEqual(pointsOf("bleu1@0,Rayleigh:fading=block<1", both), [0]);
});

Deno.test("a gate is not about points at which its setting has no effect", () => {
  const mixed = plan({ channel: ["awgn", "bsc"], snr_db: [6], modulation: ["QPSK"], code_rate: [0.5] });
  assert.deepEqual(pointsOf("bleu4@6<0.9", mixed), [0]);
  assert.deepEqual(pointsOf("bleu4@code-rate=1/2<0.9", mixed), [0, 1]);
  const csi = new Plan({ ...mixed.header, defaults: { pilots: [null, 8] } });
  assert.deepEqual(pointsOf("bleu4@pilots=8<0.9", csi), [1]);
});

Deno.test("a gate that cannot be read, or is on what is not measured, is a usage error that says what is", () => {
  const refused = (text: string, says: RegExp) =>
    assert.throws(() => readGate(text, plan()), (error) => error instanceof UsageError && says.test(error.message));
  refused("bleu4@6", /Cannot read the gate/);
  refused("bleu4@6<a", /Cannot read the gate/);
  refused("blue4@6<0.9", /Unknown metric of a gate "blue4": did you mean bleu4\?/);
  refused("bleu4@3<0.9", /about 3, which is not measured there: this evaluation has codec bart-mini; .*snr_db 0, 6/);
  refused("bleu4@6,rayleigh<0.9", /about rayleigh/);
  refused("bleu4@6,rate=3<0.9", /about rate=3/);
  refused("bleu4@6,frob=3<0.9", /about 6,frob=3/);
});

Deno.test("a gate turns red where the whole interval is beyond the bound, strictly where the mean is", () => {
  const passed = (bound: string, strict = false) => judge(readGate(`bleu4@6${bound}`, plan()), point, strict).passed;
  assert.deepEqual([passed("<0.87"), passed("<0.89"), passed("<0.91"), passed("<0.93")], [true, true, true, false]);
  assert.deepEqual([passed(">0.93"), passed(">0.91"), passed(">0.89"), passed(">0.87")], [true, true, true, false]);
  assert.deepEqual([passed("<0.89", true), passed("<0.91", true)], [true, false]);
  assert.deepEqual([passed(">0.91", true), passed(">0.89", true)], [true, false]);
  const { detail, gate } = judge(readGate("bleu4@6<0.95", plan()), point, false);
  assert.equal(gate, "bleu4@6<0.95");
  assert.equal(detail, "bleu4 is 0.9000 [0.8800, 0.9200] at 6 dB, awgn, bart-mini: the whole interval is below 0.95");
  assert.ok(!judge(readGate("bleu4@6<0.1", plan()), { ...point, metrics: {} }, false).passed);
});

Deno.test("a drop turns red where the whole interval of the difference is beyond it; less of an error rate is no drop", () => {
  const passed = (name: string, mean: number, maxDrop: number, strict = false) => {
    const metric = metricsWith([]).find((metric) => metric.name === name)!;
    const difference = { mean, low: mean - 0.01, high: mean + 0.01 };
    return judgeDrop({ metric: name, a: 0.9, b: 0.9 + mean, difference, p: 0 }, metric, point, maxDrop, strict).passed;
  };
  assert.deepEqual([passed("bleu4", -0.005, 0), passed("bleu4", -0.02, 0), passed("bleu4", 0.5, 0)], [
    true,
    false,
    true,
  ]);
  assert.deepEqual([passed("bleu4", -0.02, 0.01), passed("bleu4", -0.03, 0.01)], [true, false]);
  assert.deepEqual([passed("bleu4", -0.005, 0, true), passed("bleu4", -0.005, 0.01, true)], [false, true]);
  assert.deepEqual([passed("word_error_rate", 0.02, 0), passed("word_error_rate", -0.5, 0)], [false, true]);
});

Deno.test("what a receiver believes has gates like any metric, which a codec that cannot tell does not pass", () => {
  const informed = {
    ...point,
    metrics: {
      delivered: { mean: 0.94, low: 0.91, high: 0.97 },
      undetected: { mean: 0.012, low: 0.008, high: 0.016 },
      throughput: { mean: 1.1, low: 1, high: 1.2 },
    },
  };
  const passed = (text: string, strict = false) => judge(readGate(text, plan()), informed, strict).passed;
  assert.deepEqual([passed("delivered@6<0.95"), passed("delivered@6<0.98")], [true, false]);
  assert.deepEqual([passed("delivered@6<0.95", true), passed("undetected@6>0.01", true)], [false, false]);
  assert.deepEqual([passed("undetected@6>0.01"), passed("undetected@6>0.005")], [true, false]);
  assert.deepEqual([passed("throughput@6<1.1"), passed("throughput@6<1.3")], [true, false]);
  const detail = (of: Point) => {
    const { passed, detail } = judge(readGate("undetected@6>0.01", plan()), of, false);
    assert.ok(!passed);
    return detail;
  };
  assert.match(detail(point), /^there is no undetected at 6 dB, awgn, bart-mini: its codec cannot tell/);
  assert.match(detail({ ...point, messages: 0, metrics: {} }), /^no message could be sent/);
});
