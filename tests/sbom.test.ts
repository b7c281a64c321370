import assert from "node:assert/strict";
import deno from "../deno.json" with { type: "json" };
import { createBill } from "../sbom.ts";

Deno.test("the bill of materials has every package of the program once, by its hash, and none for tests", async () => {
  const { components, dependencies } = await createBill();
  const refs = components.map((component) => component["bom-ref"]);
  assert.equal(new Set(refs).size, refs.length);
  const named = new Set([`semcom@${deno.version}`, ...refs]);
  for (const { ref, dependsOn } of dependencies) {
    for (const name of [ref, ...dependsOn]) assert.ok(named.has(name), name);
  }
  const packages = components.filter(({ type }) => type === "library");
  for (const { name, version, purl, hashes } of packages) {
    assert.equal(decodeURIComponent(purl!), `pkg:npm/${name}@${version}`);
    assert.match(hashes![0]!.content, /^[0-9a-f]{128}$/);
  }
  const has = (name: string) => packages.some((one) => one.name === name);
  assert.deepEqual(["onnxruntime-node", "onnxruntime-common", "vega-scale", "tiktoken"].map(has), [
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(["fast-check", "pure-rand"].map(has), [false, false]); // and what it brings
  for (const ref of ["deno", "models/bart-mini", "models/smollm2-135m", "models/all-minilm-l6-v2"]) {
    assert.ok(refs.includes(ref));
  }
});
