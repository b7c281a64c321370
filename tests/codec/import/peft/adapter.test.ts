import assert from "node:assert/strict";
import { importModel } from "../../../../codec/import/import.ts";
import { readSafetensors } from "../../../../codec/import/safetensors.ts";
import { SourceFile } from "../../../../codec/import/source_file.ts";
import { exportAdapter } from "../../../../codec/import/peft/write.ts";
import { RefusedError } from "../../../../errors.ts";
import { checkpoint } from "../imported.ts";

const CONFIG = "adapter_config.json";
const WEIGHTS = "adapter_model.safetensors";

/** Imports the small llama with an adapter that has been changed; nothing may be left behind. */
async function refuses(says: RegExp, change: (folder: string) => void, of = "llama"): Promise<void> {
  const parent = Deno.makeTempDirSync();
  try {
    const folder = `${parent}/adapter`;
    Deno.mkdirSync(folder);
    for (const name of [CONFIG, WEIGHTS]) Deno.copyFileSync(`${checkpoint(`${of}-lora`)}/${name}`, `${folder}/${name}`);
    change(folder);
    await assert.rejects(importModel(checkpoint("llama"), `${parent}/codec`, { adapter: folder }), (error: Error) => {
      assert.ok(error instanceof RefusedError, error.stack);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.deepEqual([...Deno.readDirSync(parent)].map(({ name }) => name), ["adapter"]);
  } finally {
    Deno.removeSync(parent, { recursive: true });
  }
}

const setting = (key: string, value: unknown) => (folder: string) => {
  const config = JSON.parse(Deno.readTextFileSync(`${folder}/${CONFIG}`));
  Deno.writeTextFileSync(`${folder}/${CONFIG}`, JSON.stringify({ ...config, [key]: value }));
};

const BAD: readonly [what: string, says: RegExp, change: (folder: string) => void, of?: string][] = [
  ["no settings", /adapter_config\.json: there is no such file$/, (folder) => Deno.removeSync(`${folder}/${CONFIG}`)],
  ["no weights", /adapter_model\.safetensors: there is no such file$/, (folder) => {
    Deno.removeSync(`${folder}/${WEIGHTS}`);
  }],
  ["settings that are no JSON", /it is no JSON/, (folder) => Deno.writeTextFileSync(`${folder}/${CONFIG}`, "{")],
  ["another kind of adapter", /peft_type is "IA3", and only "LORA" is supported$/, setting("peft_type", "IA3")],
  ["weight-decomposed adapters", /use_dora is true/, setting("use_dora", true)],
  [
    "ranks of their own",
    /rank_pattern is \{"q_proj":8\}, and only an empty one/,
    setting("rank_pattern", { q_proj: 8 }),
  ],
  ["rank 0", /r is 0, and must be a whole number from 1 to 256$/, setting("r", 0)],
  [
    "a rank that the matrices have not",
    /q_proj\.lora_A\.weight has the shape 4 x 32, and its sizes say 5 x 32: is the adapter one of another model\?$/,
    setting("r", 5),
  ],
  ["an absurd rank", /r is 1000000, and must be a whole number from 1 to 256$/, setting("r", 1e6)],
  ["no scale", /lora_alpha is null|lora_alpha is missing/, setting("lora_alpha", null)],
  ["weights cut short", /ends at 5512, and the file at 5000$/, (folder) => {
    Deno.truncateSync(`${folder}/${WEIGHTS}`, 5000);
  }],
  ["an adapter of another architecture", /it has no matrix of a low-rank adapter for this model$/, () => {}, "gpt2"],
];

for (const [what, says, change, of] of BAD) {
  Deno.test(`an adapter is refused in one line: ${what}`, () => refuses(says, change, of));
}

Deno.test("an adapter of another model of the same architecture is refused", async () => {
  await refuses(
    /(has the shape|is missing|which llama has not).*: is the adapter one of another model\?$/,
    () => {},
    "qwen2-q4_1.gguf",
  );
});

/** The tensors of an adapter's folder: type, shape and bytes by their names. */
function tensorsOf(folder: string): Record<string, unknown> {
  using file = SourceFile.open(`${folder}/${WEIGHTS}`);
  const all = readSafetensors(file, () => false).map(({ name, type, shape, read }) =>
    [name, [type.name, shape, read().toHex()]] as const
  );
  return Object.fromEntries(all.sort());
}

for (const name of ["llama", "qwen2-q4_1.gguf", "llama-mixed.gguf", "gpt2"]) {
  Deno.test(`an adapter that is exported is the one that was imported: ${name}`, async () => {
    const parent = await Deno.makeTempDir();
    try {
      const adapter = checkpoint(`${name}-lora`);
      const manifest = await importModel(checkpoint(name), `${parent}/codec`, { adapter });
      await exportAdapter(`${parent}/codec`, `${parent}/exported`);
      assert.deepEqual(tensorsOf(`${parent}/exported`), tensorsOf(adapter));
      const again = await importModel(checkpoint(name), `${parent}/again`, { adapter: `${parent}/exported` });
      assert.deepEqual(again.configuration, manifest.configuration);
      const weights = ({ files }: typeof manifest) => Object.entries(files).filter(([name]) => name.endsWith(".bin"));
      assert.deepEqual(weights(again), weights(manifest));
    } finally {
      await Deno.remove(parent, { recursive: true });
    }
  });
}

Deno.test("a codec without an adapter has none to export", async () => {
  await assert.rejects(
    exportAdapter("gpt2-mini", "exported"),
    /Cannot export the low-rank adapter of gpt2-mini: it has none$/,
  );
  assert.equal(await Deno.stat("exported").catch(() => undefined), undefined);
});
