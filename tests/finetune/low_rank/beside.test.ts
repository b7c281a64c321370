import assert from "node:assert/strict";
import type { Configuration, LowRankAdapter } from "../../../codec/causal/configuration.ts";
import { encodeAdapter, withAdapter } from "../../../finetune/low_rank/beside.ts";
import { countOf, parametersOf } from "../../../finetune/low_rank/parameters.ts";

const own: LowRankAdapter = { rank: 3, scale: 2, matrices: ["query"], type: "F32" };
const model: Configuration = {
  architecture: "llama",
  layers: 2,
  width: 16,
  heads: 2,
  key_value_heads: 1,
  head_size: 8,
  feed_forward: 32,
  vocabulary: 40,
  context: 16,
  epsilon: 1e-5,
  activations: "F32",
  types: Object.fromEntries(
    ["embedding", "query", "key", "value", "attention_output", "gate", "up", "down"].map((name) => [name, "F32"]),
  ),
  adapter: own,
};

Deno.test("a new adapter has a file of its own after those of the adapters before, in its own type", () => {
  const beside: LowRankAdapter = { rank: 2, scale: 0.5, matrices: ["value", "down"], type: "F16" };
  const whole = withAdapter(model, beside);
  assert.deepEqual(whole.adapter, [own, beside]);
  const parameters = parametersOf(model, beside);
  const values = Float32Array.from({ length: countOf(parameters) }, (_, i) => i / 8);
  const files = encodeAdapter(whole, parameters, values);
  assert.deepEqual([...files.keys()], ["weights-3.bin"]);
  const written = new Set(new Float16Array(files.get("weights-3.bin")!.buffer));
  assert.ok(values.every((value) => written.has(value)));
  for (const value of [NaN, Infinity, 1e5]) {
    values[3] = value;
    assert.throws(() => encodeAdapter(whole, parameters, values), /^RangeError: A value has left the range of F16$/);
  }
});

Deno.test("adapters, and all ranks together, are bounded", () => {
  const many = { ...model, adapter: new Array(16).fill(own) };
  assert.throws(
    () => withAdapter(many, own),
    /^UsageError: The codec has 16 adapters, and one more is too many: export them/,
  );
  const beside = { ...own, rank: 200 };
  const twice = withAdapter(model, beside);
  assert.throws(
    () => withAdapter(model, { ...own, rank: 254 }),
    /^UsageError: The rank is 254, and with the codec's own adapter 257: 256/,
  );
  assert.throws(
    () => withAdapter(twice, { ...own, rank: 54 }),
    /The rank is 54, and with the codec's own adapters 257: 256/,
  );
});
