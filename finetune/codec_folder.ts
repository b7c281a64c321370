import { basename } from "node:path";
import { MANIFEST } from "../codec/folder/manifest.ts";
import type { LearnedFolder } from "../codec/folder/read.ts";
import { WEIGHTS } from "../runtime/session.ts";
import { hashHex } from "../runtime/sha256.ts";
import { syncFolderOf, writeNew } from "../runtime/writing.ts";

/**
 * Writes a codec folder like the given one with other weights, and waits until it is on the disk. The base's provenance stays in its `training`; its
 * measured figures go, and so does its language model for the spinal scheme, since they are not those of the new weights.
 * @param provenance The content of its `training.fine_tuning`.
 * @returns The SHA-256 of its codec.json.
 */
export async function writeCodecFolder(
  path: string,
  name: string,
  base: LearnedFolder,
  weights: Uint8Array<ArrayBuffer>,
  provenance: Readonly<Record<string, unknown>>,
): Promise<string> {
  await Deno.mkdir(path);
  for (const [file, bytes] of base.files) await writeNew(`${path}/${file}`, [file === WEIGHTS ? weights : bytes]);
  const { figures: _, language_model: __, files: entries, ...rest } = base.manifest;
  const files = Object.fromEntries(Object.entries(entries).filter(([file]) => base.files.has(file)));
  const manifest = {
    ...rest,
    name,
    training: { ...base.manifest.training, fine_tuning: provenance },
    files: { ...files, [WEIGHTS]: { bytes: weights.length, sha256: await hashHex(weights) } },
  };
  return await writeManifest(path, manifest);
}

/**
 * Writes the codec.json of a new folder, after its other files, and waits until all is on the disk.
 * @returns Its SHA-256.
 */
export async function writeManifest(path: string, manifest: object): Promise<string> {
  const json = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeNew(`${path}/${MANIFEST}`, [json]);
  await syncFolderOf(`${path}/${MANIFEST}`);
  return await hashHex(json);
}

/** A codec's name: that of its folder, with a dash for what names may not have. */
export function codecName(out: string): string {
  return basename(out).replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(0, 100) || "codec";
}
