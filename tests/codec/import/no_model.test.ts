import assert from "node:assert/strict";
import fc from "fast-check";
import { importModel } from "../../../codec/import/import.ts";
import { RefusedError } from "../../../errors.ts";
import { gguf } from "./gguf_writer.ts";
import { type HuggingFaceFiles, smallGguf, smallHuggingFace, writeFiles } from "./small_models.ts";

async function isRefused(content: Uint8Array | HuggingFaceFiles): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    const source = `${parent}/source`;
    if (content instanceof Uint8Array) Deno.writeFileSync(source, content);
    else writeFiles(source, content);
    await assert.rejects(importModel(source, `${parent}/out`), RefusedError);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("a GGUF file that is cut is refused", async () => {
  const good = gguf(smallGguf());
  await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), (length) => isRefused(good.slice(0, length))));
});

Deno.test("whatever the bytes are, they are no model", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
    await isRefused(Uint8Array.of(...new TextEncoder().encode("GGUF"), 3, 0, 0, 0, ...bytes));
    await isRefused(smallHuggingFace({ "model.safetensors": bytes }));
  }));
});
