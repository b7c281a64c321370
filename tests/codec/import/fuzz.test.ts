import assert from "node:assert/strict";
import fc from "fast-check";
import { parseManifest } from "../../../codec/folder/manifest.ts";
import { importModel } from "../../../codec/import/import.ts";
import { RefusedError } from "../../../errors.ts";
import { damaged } from "../../damaged.ts";
import { gguf } from "./gguf_writer.ts";
import { checkpoint, imported } from "./imported.ts";
import { CONFIG, type HuggingFaceFiles, smallGguf, smallHuggingFace, TOKENIZER, writeFiles } from "./small_models.ts";

/** Imports what it is given; says whether it was accepted. What is refused leaves nothing. */
async function accepts(content: Uint8Array | HuggingFaceFiles): Promise<boolean> {
  const parent = await Deno.makeTempDir();
  try {
    const source = `${parent}/source`;
    if (content instanceof Uint8Array) Deno.writeFileSync(source, content);
    else writeFiles(source, content);
    await importModel(source, `${parent}/out`);
    return true;
  } catch (error) {
    assert.ok(error instanceof RefusedError, String((error as Error).stack));
    assert.ok(error.message.length < 1000 && !error.message.includes("\n"), error.message);
    assert.deepEqual([...Deno.readDirSync(parent)].map(({ name }) => name), ["source"]);
    return false;
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

const GGUF = gguf(smallGguf());
/** Where the tensors' own bytes begin is of no interest: any byte there is a weight. */
const HEAD_BYTES = GGUF.length - 4 * (259 * 32 + 7 * 32 * 32 + 3 * 32);

Deno.test("a GGUF file with some bytes changed is imported or refused", async () => {
  const changes = fc.array(fc.tuple(fc.nat(HEAD_BYTES), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(fc.asyncProperty(changes, async (changes) => {
    const file = GGUF.slice();
    for (const [at, byte] of changes) file[at] = byte;
    await accepts(file);
  }));
});

Deno.test("a GGUF file with eight bytes replaced by a number of 64 bits is imported or refused", async () => {
  const numbers = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
  );
  await fc.assert(fc.asyncProperty(fc.nat(HEAD_BYTES), numbers, async (at, number) => {
    const file = GGUF.slice();
    new DataView(file.buffer).setBigUint64(at, number, true);
    await accepts(file);
  }));
});

Deno.test("a GGUF file that is cut is refused", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(GGUF.length - 1), async (length) => {
    assert.equal(await accepts(GGUF.slice(0, length)), false);
  }));
});

Deno.test("whatever the bytes are, they are no model", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
    assert.equal(await accepts(Uint8Array.of(...new TextEncoder().encode("GGUF"), 3, 0, 0, 0, ...bytes)), false);
    assert.equal(await accepts(smallHuggingFace({ "model.safetensors": bytes })), false);
  }));
});

Deno.test("a safetensors file with some bytes of its head changed is imported or refused", async () => {
  const good = smallHuggingFace();
  const tensors = good["model.safetensors"] as Uint8Array;
  const changes = fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 32, max: 126 })), { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(changes, async (changes) => {
    const file = tensors.slice();
    for (const [at, byte] of changes) file[at] = byte;
    await accepts({ ...good, "model.safetensors": file });
  }));
});

Deno.test("whatever config.json or tokenizer.json holds, the folder is imported or refused", async () => {
  for (const [name, good] of [["config.json", CONFIG], ["tokenizer.json", TOKENIZER]] as const) {
    const changed = fc.oneof(fc.json(), damaged(good).map((one) => JSON.stringify(one)));
    await fc.assert(fc.asyncProperty(changed, async (json) => void await accepts(smallHuggingFace({ [name]: json }))));
  }
});

Deno.test("whatever the codec.json of a causal codec holds, it is accepted or refused", async () => {
  await using codec = await imported(checkpoint("llama-mixed.gguf"));
  fc.assert(fc.property(fc.oneof(fc.json(), damaged(codec.manifest).map((one) => JSON.stringify(one))), (json) => {
    try {
      parseManifest(json);
    } catch (error) {
      assert.ok(error instanceof RefusedError, String((error as Error).stack));
      assert.ok(error.message.length < 1000);
    }
  }));
});
