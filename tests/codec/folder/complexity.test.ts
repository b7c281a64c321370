import assert from "node:assert/strict";
import { complexityOf } from "../../../codec/folder/complexity.ts";
import { readLearnedFolder } from "../../../codec/folder/read.ts";
import { RefusedError } from "../../../errors.ts";
import { numbers, setting } from "../check/hostile.ts";
import { protobuf } from "../check/protobuf_writer.ts";

const folder = await readLearnedFolder("bart-mini");
const { d, vocabulary, max_uses } = folder.manifest;

/** The structure that codec.json tells of. */
const { layers, feed_forward } = folder.manifest as unknown as {
  layers: { transmitter: number; receiver: number };
  feed_forward: number;
};

Deno.test("bart-mini's decoder takes what its structure says a pass", () => {
  const { tokens, pass } = complexityOf(folder).macs;
  const attention = 4 * d * d + 2 * d * tokens; // projections; scores and weighted sums
  const layer = 2 * attention + 2 * d * feed_forward; // attention to itself and to what was heard
  assert.equal(pass, layers.receiver * layer + vocabulary * (d + 2 * max_uses));
});

Deno.test("gpt2-mini's receiver runs all blocks a pass, those of the transmitter too", async () => {
  const gpt2 = await readLearnedFolder("gpt2-mini");
  const { tokens, pass } = complexityOf(gpt2).macs;
  const layer = 4 * d * d + 2 * d * tokens + 2 * d * feed_forward;
  assert.equal(pass, (layers.transmitter + layers.receiver) * layer + vocabulary * (d + 2 * max_uses));
});

Deno.test("bart-mini's transmitter takes what its structure says, and a little for what it knows of the link", () => {
  const { tokens, transmit } = complexityOf(folder).macs;
  const layer = 4 * d * d + 2 * d * tokens + 2 * d * feed_forward;
  const least = layers.transmitter * layer + 2 * max_uses * d;
  assert.ok(transmit >= least && transmit < 1.01 * least, `${transmit}, ${least}`);
});

/** bart-mini with another decoder: nodes over an input x [rows,length,8] and a weight w [8,4]. */
function withDecoder(...nodes: Record<number, unknown>[]) {
  const axis = (axis: string | number) => typeof axis === "string" ? { 2: axis } : { 1: axis };
  const input = { 1: "x", 2: { 1: { 1: 1, 2: { 1: ["rows", "length", 8].map(axis) } } } };
  const weight = { 1: [8, 4], 2: 1, 8: "w", 9: new Uint8Array(128) };
  const decoder = protobuf({ 7: { 1: nodes as never, 5: [weight, numbers("two", 2, -1)], 11: [input] } });
  return complexityOf({ ...folder, files: new Map([...folder.files, ["decoder.onnx", decoder]]) });
}

Deno.test("products are counted once a token, and not what depends on no input", () => {
  const product = { 1: ["x", "w"], 2: "y", 4: "MatMul" };
  assert.equal(withDecoder(product).macs.pass, 8 * 4);
  const turned = { 1: "w", 2: "t", 4: "Transpose", 5: [setting("perm", [1, 0])] };
  const constant = { 1: ["t", "w"], 2: "c", 4: "MatMul" };
  assert.equal(withDecoder(turned, constant, product).macs.pass, 8 * 4);
});

Deno.test("shapes are followed through reshaping by computed shapes", () => {
  const pass = withDecoder(
    { 1: "x", 2: "s", 4: "Shape", 5: [setting("start", 0), setting("end", 2)] },
    { 1: ["s", "two"], 2: "shape", 4: "Concat", 5: [setting("axis", 0)] },
    { 1: ["x", "shape"], 2: "heads", 4: "Reshape" },
    { 1: "heads", 2: "q", 4: "Transpose", 5: [setting("perm", [0, 2, 1, 3])] },
    { 1: "heads", 2: "k", 4: "Transpose", 5: [setting("perm", [0, 2, 3, 1])] },
    { 1: ["q", "k"], 2: "scores", 4: "MatMul" },
  ).macs.pass;
  assert.equal(pass, 2 * 32 * 4); // two heads, 32 keys of four numbers
});

Deno.test("an operator that is not known is not counted as nothing", () => {
  const unknown = { 1: ["x", "w"], 2: "y", 4: "Einsum" };
  assert.throws(
    () => withDecoder(unknown),
    (error) =>
      error instanceof RefusedError && /Cannot count what decoder\.onnx computes: .* Einsum/.test(error.message),
  );
});
