import assert from "node:assert/strict";
import fc from "fast-check";
import { checkGraph } from "../../../codec/check/graph_check.ts";
import { FOR_FINE_TUNING, GRAPHS, type LearnedManifest } from "../../../codec/folder/learned_manifest.ts";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { readCodecFolder } from "../../../codec/folder/read.ts";
import { rehearse } from "../../../codec/trial/rehearsal.ts";
import { tinyPath } from "../../finetune/tiny.ts";
import { brokenModel } from "../message_tree.ts";
import { brokenBytes, join } from "../mutations.ts";
import { bytesOf, type Target, textOf } from "../target.ts";

const KINDS = ["bart", "gpt2"] as const;

const read = (kind: string, name: string) => Deno.readFileSync(`${tinyPath(kind)}/${name}`);
const manifest = parseManifest(textOf(read("bart", "codec.json"))) as LearnedManifest;

/** Graphs of the two small codecs that are not large, each with its name in a line before it. */
const named = (name: string, file: Uint8Array) => join(bytesOf(`${name}\n`), file);
const graphs = KINDS.flatMap((kind) =>
  [...GRAPHS, ...FOR_FINE_TUNING].map((name) => ({ name, file: read(kind, name) }))
);

/** An ONNX file as a codec folder has them. One that passes is run, too, where there is time: it must not crash the runtime. */
export const graph: Target = {
  name: "graph",
  inputs: fc.constantFrom(...graphs).chain(({ name, file }) =>
    fc.oneof({ weight: 4, arbitrary: brokenModel(file) }, brokenBytes(file), fc.uint8Array({ maxLength: 60 }))
      .map((broken) => named(name, broken))
  ),
  read: async (input, deep) => {
    const end = input.indexOf(10);
    const [name, file] = [textOf(input.subarray(0, Math.max(0, end))), input.slice(end + 1)];
    assert.ok([...GRAPHS, ...FOR_FINE_TUNING].includes(name), `no graph has the name ${name}`);
    checkGraph(name, file, manifest);
    if (!deep || !GRAPHS.includes(name)) return;
    for (const kind of KINDS) {
      const folder = await readCodecFolder(tinyPath(kind), { purposes: ["learned"] });
      const unchanged = folder.files.get(name)!;
      if (unchanged.length === file.length && unchanged.every((byte, i) => byte === file[i])) continue;
      await rehearse({ ...folder, files: new Map([...folder.files, [name, file]]) }, ["learned"], 1);
    }
  },
};
