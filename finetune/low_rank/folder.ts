import { basename, dirname, resolve } from "node:path";
import type { Configuration } from "../../codec/causal/configuration.ts";
import { buildGraphs, layOut } from "../../codec/causal/graphs.ts";
import { type Base, type CausalManifest, NOTICES } from "../../codec/folder/causal_manifest.ts";
import { PLAIN_NAME } from "../../codec/folder/common_manifest.ts";
import { bundledCodecs, type CodecFolder } from "../../codec/folder/read.ts";
import { countParameters } from "../../codec/import/parameters.ts";
import { UsageError } from "../../errors.ts";
import { hashHex } from "../../runtime/sha256.ts";
import { writeManifest } from "../codec_folder.ts";
import { writeNew } from "../../runtime/writing.ts";

/**
 * The codec that a new one stands on: the one that it is trained beside, or that one's own.
 * @param out The folder of the new codec.
 * @throws {UsageError} where the new codec would not find it.
 */
export function baseOf({ path, bundled, manifest, sha256 }: CodecFolder<CausalManifest>, out: string): Base {
  const name = bundled ? path : basename(resolve(path));
  const base = manifest.base ?? { name, sha256 };
  if (bundledCodecs().includes(base.name)) return base;
  if (dirname(resolve(path)) !== dirname(resolve(out)) || !PLAIN_NAME.test(name)) {
    throw new UsageError(
      `The codec ${path} is neither bundled nor, by a plain name, beside ${out}, which would not find it: write it there, or --merge`,
    );
  }
  return base;
}

/**
 * Writes the folder of a codec that is another with one more low-rank adapter, and waits until it is on the disk.
 * @param adapter The weights files of that adapter.
 * @param base The codec in whose folder all else is; undefined for a folder that has it itself.
 * @returns The SHA-256 of its codec.json.
 */
export async function writeLowRankFolder(
  path: string,
  name: string,
  from: CodecFolder<CausalManifest>,
  configuration: Configuration,
  adapter: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  base: Base | undefined,
  provenance: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { figures: _, base: stoodOn, ...rest } = from.manifest;
  // What stood on a base has its adapters alone, and so will what stands on the same.
  const isKept = (file: string) =>
    base === undefined || NOTICES.includes(file) || stoodOn !== undefined && Object.hasOwn(from.manifest.files, file);
  const kept = [...from.files].filter(([file]) => isKept(file));
  const graphs = base === undefined ? buildGraphs(configuration) : [];
  const files = new Map([...kept, ...graphs, ...adapter]);
  await Deno.mkdir(path);
  const entries: Record<string, { bytes: number; sha256: string }> = {};
  for (const [file, bytes] of files) {
    await writeNew(`${path}/${file}`, [bytes]);
    entries[file] = { bytes: bytes.length, sha256: await hashHex(bytes) };
  }
  const manifest: CausalManifest = {
    ...rest,
    name,
    configuration,
    parameters: countParameters(layOut(configuration)),
    provenance: { ...rest.provenance, fine_tuning: provenance },
    ...base !== undefined && { base },
    files: entries,
  };
  return await writeManifest(path, manifest);
}
