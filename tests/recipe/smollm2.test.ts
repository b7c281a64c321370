import assert from "node:assert/strict";
import type { CausalManifest } from "../../codec/folder/causal_manifest.ts";
import { parseManifest } from "../../codec/folder/manifest.ts";
import { checkGraphs } from "../../codec/causal/check.ts";
import { importModel } from "../../codec/import/import.ts";
import { exportAdapter } from "../../codec/import/peft/write.ts";
import { ADAPTER_SHA256, SMOLLM2, SOURCE_SHA256 } from "../../models/recipe/smollm2/import.ts";

const folder = new URL("../../models/smollm2-135m/", import.meta.url);
const bundled = await Deno.stat(folder).then(() => true, () => false);
/** The file that the codec was made from, where someone has it. */
const source = Deno.env.get("SEMCOM_SMOLLM2_GGUF");

const read = async (name: string) => await Deno.readFile(new URL(name, folder));
const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();

Deno.test({
  name: "smollm2-135m is whole, is of the file that it says, and small enough for a repository",
  ignore: !bundled,
  async fn() {
    const manifest = parseManifest(new TextDecoder().decode(await read("codec.json"))) as CausalManifest;
    const sources = manifest.provenance.source.map(({ sha256 }) => sha256);
    assert.equal(sources[0], SOURCE_SHA256);
    assert.equal(sources.at(-1), ADAPTER_SHA256);
    assert.equal(manifest.provenance.rounded, undefined);
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    let total = 0;
    for (const [name, entry] of Object.entries(manifest.files)) {
      const bytes = await read(name);
      assert.equal(await sha256(bytes), entry.sha256, name);
      assert.ok(bytes.length < 50_000_000, `${name} has ${bytes.length} bytes`);
      files.set(name, bytes);
      total += bytes.length;
    }
    assert.ok(total < 115_000_000, `${total} bytes`);
    checkGraphs(manifest, files);
  },
});

Deno.test({
  name: "smollm2-135m is made again from its file and its own adapter to the byte (SEMCOM_SMOLLM2_GGUF)",
  ignore: !bundled || source === undefined,
  async fn() {
    const parent = await Deno.makeTempDir();
    try {
      await exportAdapter("smollm2-135m", `${parent}/adapter`);
      await importModel(source!, `${parent}/smollm2-135m`, { ...SMOLLM2, adapter: `${parent}/adapter` });
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
      assert.deepEqual([...Deno.readDirSync(`${parent}/smollm2-135m`)].map(({ name }) => name).sort(), names);
      for (const name of names) {
        const again = await Deno.readFile(`${parent}/smollm2-135m/${name}`);
        assert.equal(await sha256(again), await sha256(await read(name)), name);
      }
    } finally {
      await Deno.remove(parent, { recursive: true });
    }
  },
});
