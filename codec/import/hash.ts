import { createHash } from "node:crypto";
import type { FileEntry } from "../folder/common_manifest.ts";
import { SourceFile } from "./source_file.ts";

const CHUNK_BYTES = 2 ** 24;

/** The size and SHA-256 of a file that may be larger than memory. `advance` is told of each piece of it. */
export async function hashFile(path: string, advance: (bytes: number) => Promise<void>): Promise<FileEntry> {
  using file = SourceFile.open(path);
  const hash = createHash("sha256");
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    const bytes = file.read(at, Math.min(CHUNK_BYTES, file.size - at));
    hash.update(bytes);
    await advance(bytes.length);
  }
  return { bytes: file.size, sha256: hash.digest("hex") };
}
