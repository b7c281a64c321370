import assert from "node:assert/strict";
import { type Model, readModel } from "../../codec/check/onnx.ts";
import { readBundled } from "../../runtime/bundled.ts";
import { moveExternalData } from "../../runtime/external_data.ts";
import { type ModelFiles, Session, viewFloats } from "../../runtime/session.ts";
import { TemporaryFolder } from "../evaluation/folder.ts";

const bundled = (path: string) => readBundled(new URL(`../../models/${path}`, import.meta.url));

function placesIn({ graph }: Model): (Record<string, string> | undefined)[] {
  return graph.initializers.map(({ external }) => external && Object.fromEntries(external));
}

/** All of a model but where its tensors' data lie. */
function restOf({ opsets, graph }: Model): unknown {
  const nodes = graph.nodes.map(({ operator, domain, inputs, outputs, attributes }) => {
    return { operator, domain, inputs, outputs, attributes };
  });
  return { opsets, ...graph, nodes, initializers: graph.initializers.map((tensor) => ({ ...tensor, external: null })) };
}

Deno.test("of a model whose weights were moved nothing differs but the files and the offsets", () => {
  const bytes = bundled("smollm2-135m/model.onnx"); // it has several files of weights
  const places = new Map(
    [1, 2, 3].map((i) => [`weights-${i}.bin`, { path: "/folder/pro gram", offset: i << 28, bytes: 0 }]),
  );
  const [before, after] = [readModel(bytes), readModel(moveExternalData(bytes, places))];
  assert.deepEqual(restOf(after), restOf(before));
  const expected = placesIn(before).map((place) =>
    place && { ...place, location: "pro gram", offset: `${Number(place.offset) + places.get(place.location!)!.offset}` }
  );
  assert.deepEqual(placesIn(after), expected);
  assert.ok(new Set(placesIn(before).map((place) => place?.location)).size > 2);
});

Deno.test("the runtime maps weights from within a file, whatever the graph was written for", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/program`;
  const offset = 65_536;
  await new Blob([new Uint8Array(offset), bundled("bart-mini/weights.bin")]).stream().pipeTo(
    (await Deno.create(path)).writable,
  );
  const name = "adapter_tx.onnx";
  const graph = bundled(`bart-mini/${name}`);
  const sent = async (files: ModelFiles) => {
    await using session = await Session.open(files, name, 1);
    const { x } = await session.run({
      features: session.float(new Float32Array(256).map((_, i) => Math.sin(i)), [1, 1, 256]),
      coordinates: session.float(Float32Array.of(12), [1, 1]),
      bit: session.float(Float32Array.of(0), [1]),
    });
    return viewFloats(x!);
  };
  const places = new Map([["weights.bin", { path, offset, bytes: 0 }]]);
  const placed = { folder: folder.path, read: () => moveExternalData(graph, places) };
  const plain = new Map([[name, graph], ["weights.bin", bundled("bart-mini/weights.bin")]]);
  assert.deepEqual(await sent(new Map([[name, placed]])), await sent(plain));
});
