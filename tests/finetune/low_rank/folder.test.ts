import assert from "node:assert/strict";
import type { CausalManifest } from "../../../codec/folder/causal_manifest.ts";
import { type CodecFolder, findCodecFolder } from "../../../codec/folder/read.ts";
import { UsageError } from "../../../errors.ts";
import { baseOf } from "../../../finetune/low_rank/folder.ts";

const bundled = await findCodecFolder("smollm2-135m") as CodecFolder<CausalManifest>;
const base = { name: "smollm2-135m", sha256: bundled.sha256 };

/** A codec folder of somebody's. */
const folder = (path: string, manifest: Partial<CausalManifest> = {}): CodecFolder<CausalManifest> => ({
  ...bundled,
  path,
  bundled: false,
  sha256: "a".repeat(64),
  manifest: { ...bundled.manifest, ...manifest },
});

Deno.test("what stands on a bundled codec is written anywhere, what is taught further stands on the first one's base", () => {
  assert.deepEqual(baseOf(bundled, "anywhere/mine"), base);
  assert.deepEqual(baseOf(folder("codecs/taught", { base }), "anywhere/mine"), base);
  const own = { name: "first", sha256: "b".repeat(64) };
  assert.deepEqual(baseOf(folder("codecs/taught", { base: own }), "codecs/mine"), own);
  assert.deepEqual(baseOf(folder("codecs/taught"), "codecs/mine"), { name: "taught", sha256: "a".repeat(64) });
});

Deno.test("what the new codec would not find is refused", () => {
  const own = { name: "first", sha256: "b".repeat(64) };
  for (const one of [folder("codecs/taught"), folder("codecs/taught", { base: own }), folder("a name")]) {
    assert.throws(() => baseOf(one, "anywhere/mine"), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /would not find it: write it there, or --merge$/);
      return true;
    });
  }
});
