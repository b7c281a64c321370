import type { Manifest } from "../../codec/folder/manifest.ts";
import { isCausal } from "../../codec/folder/manifest.ts";
import type { FoundFolder } from "../../codec/folder/read.ts";
import type { SourceCoder } from "../../codec/separate/source_coder.ts";
import { schemesOf } from "../../codec/open.ts";

/** A codec folder as JSON. */
export function summariseFolder({ manifest, sha256 }: FoundFolder) {
  const { name, kind, version, parameters } = manifest;
  const schemes = schemesOf(manifest);
  return { schema: 1, name, kind, scheme: schemes[0], schemes, version, parameters, bytes: bytesOf(manifest), sha256 };
}

/** A source code as JSON. */
export function summariseCoder({ name, description, source }: SourceCoder) {
  return { schema: 1, name, kind: name, scheme: "separate", schemes: ["separate"], description, source };
}

/** The architecture of a codec's language model. */
export function architectureOf(manifest: Manifest): string {
  return isCausal(manifest) ? manifest.configuration.architecture : manifest.kind;
}

/** Bytes of all files of a codec folder. */
export function bytesOf({ files }: Manifest): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** "13.9 MiB". */
export function formatSize(manifest: Manifest): string {
  return `${(bytesOf(manifest) / 2 ** 20).toFixed(1)} MiB`;
}

/** "7.28 M". */
export function formatMillions(count: number): string {
  return `${(count / 1e6).toFixed(2)} M`;
}
