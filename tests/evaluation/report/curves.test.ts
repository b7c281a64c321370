import assert from "node:assert/strict";
import { createPlots } from "../../../evaluation/report/curves.ts";
import { sampleSummary } from "./sample.ts";

Deno.test("every metric and cost has a plot over every channel, with a curve a codec and variant", () => {
  const drawn = createPlots(sampleSummary({ variants: ["rate 3", "rate 6"], snrs: [6, 0] }));
  assert.deepEqual(drawn.map(({ name }) => name).filter((name) => name.endsWith("awgn")), [
    "exact-awgn",
    "bleu1-awgn",
    "bleu4-awgn",
    "chrf2-awgn",
    "word_error_rate-awgn",
    "token_error_rate-awgn",
    "passes-awgn",
    "ms-awgn",
  ]);
  const { channel, curves } = drawn[3]!;
  assert.equal(channel, "rayleigh:fading=fast");
  assert.deepEqual(curves.map(({ label }) => label), [
    "bart-mini, rate 3",
    "bart-mini, rate 6",
    "gpt2-mini, rate 3",
    "gpt2-mini, rate 6",
  ]);
  assert.deepEqual(curves[0]!.points.map(({ snrDb }) => snrDb), [0, 6]);
  assert.deepEqual(curves.map(({ style }) => style), [
    { colour: 0, dash: 0, marker: 0 },
    { colour: 0, dash: 1, marker: 1 },
    { colour: 1, dash: 0, marker: 2 },
    { colour: 1, dash: 1, marker: 3 },
  ]);
});

Deno.test("axes go from 0 to 1, or as far as a value does, alike over all channels", () => {
  const drawn = createPlots(sampleSummary());
  const range = (name: string) => drawn.find((plot) => plot.name === name)!.range;
  assert.deepEqual(range("bleu1-awgn"), [0, 1]);
  assert(range("word_error_rate-awgn")[1] > 1.1);
  assert.deepEqual(range("word_error_rate-awgn"), range("word_error_rate-rayleigh-fading-fast"));
});

Deno.test("a point without messages is in no plot, and one without a metric in none of that metric", () => {
  const { points, ...rest } = sampleSummary({ codecs: ["bart-mini"], channels: ["awgn"], snrs: [0, 3, 6] });
  const drawn = createPlots({
    ...rest,
    points: [points[0]!, { ...points[1]!, messages: 0, metrics: {} }, { ...points[2]!, metrics: {} }],
  });
  const snrs = (name: string) =>
    drawn.find((plot) => plot.name === name)!.curves.flatMap(({ points }) => points.map(({ snrDb }) => snrDb));
  assert.deepEqual(snrs("bleu1-awgn"), [0]);
  assert.deepEqual(snrs("passes-awgn"), [0, 6]);
});

Deno.test("what a receiver believes and throughput are drawn of the codecs that have them; what is rarely above 0 is not", () => {
  const drawn = createPlots(sampleSummary({ channels: ["awgn"], informed: ["gpt2-mini"] }));
  const labels = (name: string) => drawn.find((plot) => plot.name === name)?.curves.map(({ label }) => label);
  assert.deepEqual(labels("exact-awgn"), ["bart-mini", "gpt2-mini"]);
  assert.deepEqual(labels("delivered-awgn"), ["gpt2-mini"]);
  assert.deepEqual(labels("throughput-awgn"), ["gpt2-mini"]);
  assert.equal(labels("undetected-awgn"), undefined);
  const throughput = drawn.find(({ name }) => name === "throughput-awgn")!;
  assert.equal(throughput.title, "Throughput (bits per use)");
  assert(throughput.range[1] > 1.4); // it may be above 1, and the axis follows
});

Deno.test("the bound of exact is drawn beside it, in the colour of its codec", () => {
  const { points, ...rest } = sampleSummary({ channels: ["awgn"] });
  const bound = { mean: 0.9, low: 0.9, high: 0.9 };
  const limited = points.map((point) =>
    point.codec === "gpt2-mini" ? { ...point, metrics: { ...point.metrics, bound } } : point
  );
  const drawn = createPlots({ ...rest, points: limited });
  const { curves } = drawn.find(({ name }) => name === "exact-awgn")!;
  assert.deepEqual(curves.map(({ label }) => label), ["bart-mini", "gpt2-mini", "bound of gpt2-mini"]);
  assert.equal(new Set(curves.map(({ style }) => style.marker)).size, 3);
  assert.equal(curves[2]!.style.colour, curves[1]!.style.colour);
  assert.equal(drawn.find(({ name }) => name === "bound-awgn"), undefined);
});

Deno.test("channels whose names look alike as files still have a file each", () => {
  const names = createPlots(sampleSummary({ channels: ["x:a=1", "x:a,1"], snrs: [6] })).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(names.slice(0, 2), ["exact-x-a-1", "exact-x-a-1-2"]);
});
