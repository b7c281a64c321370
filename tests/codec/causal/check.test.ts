import assert from "node:assert/strict";
import fc from "fast-check";
import { checkGraphs } from "../../../codec/causal/check.ts";
import { buildGraphs } from "../../../codec/causal/graphs.ts";
import { readModel } from "../../../codec/check/onnx.ts";
import { RefusedError } from "../../../errors.ts";
import { checkpoint, imported } from "../import/imported.ts";

const CODECS = await Promise.all(["llama", "llama-mixed.gguf", "qwen2-q4_1.gguf", "gpt2"].map(async (name) => {
  await using codec = await imported(checkpoint(name));
  return codec;
}));

Deno.test("graphs as they are built are accepted", () => {
  for (const { manifest, files } of CODECS) checkGraphs(manifest, files);
});

Deno.test("a graph with any byte changed is refused", () => {
  const { manifest, files } = CODECS[0]!;
  const graph = files.get("model.onnx")!;
  const refusal = (bytes: Uint8Array) =>
    assert.throws(() => checkGraphs(manifest, new Map([["model.onnx", bytes]])), RefusedError);
  fc.assert(fc.property(fc.nat(graph.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    refusal(graph.with(at, graph[at]! ^ change));
  }));
  refusal(graph.slice(0, -1));
  refusal(new Uint8Array([...graph, 0]));
  refusal(new Uint8Array());
  assert.throws(() => checkGraphs(manifest, new Map()), RefusedError);
});

Deno.test("the graph of another model is refused, and that of other activations", () => {
  const { manifest, files } = CODECS[1]!;
  assert.throws(() => checkGraphs(CODECS[0]!.manifest, files), RefusedError);
  const configuration = { ...manifest.configuration, activations: "I8" } as const;
  assert.throws(() => checkGraphs({ configuration }, files), /is not the graph of its codec.json/);
});

Deno.test("graphs are well-formed, hold no weights, and use operators of the runtime alone", () => {
  for (const { manifest: { configuration } } of CODECS) {
    for (const bytes of buildGraphs(configuration).values()) {
      const { opsets, graph } = readModel(bytes);
      assert.deepEqual(opsets.map(({ domain }) => domain), ["", "com.microsoft"]);
      for (const { name, external, bytes } of graph.initializers) {
        assert.ok(external !== undefined || bytes <= 1024, `${name}: ${bytes}`);
      }
      const produced = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
      for (const node of graph.nodes) {
        for (const input of node.inputs) {
          assert.ok(input === "" || produced.has(input), `${node.operator} takes ${input}`);
        }
        for (const output of node.outputs) {
          assert.ok(output === "" || !produced.has(output), `${output} is made twice`);
          produced.add(output);
        }
      }
      for (const { name } of graph.outputs) assert.ok(produced.has(name), name);
      const fused = new Set(graph.nodes.filter(({ domain }) => domain !== "").map(({ operator }) => operator));
      assert.ok(fused.has("GroupQueryAttention"));
    }
  }
});
