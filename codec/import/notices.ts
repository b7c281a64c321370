import { basename } from "node:path";
import { UsageError } from "../../errors.ts";
import { NOTICES } from "../folder/causal_manifest.ts";
import { SourceFile } from "./source_file.ts";

/** The bytes of the texts that go with a codec, by their names. */
export function readNotices(paths: readonly string[]): Record<string, Uint8Array<ArrayBuffer>> {
  return Object.fromEntries(paths.map((path) => {
    const name = basename(path);
    if (!NOTICES.includes(name)) {
      throw new UsageError(`Cannot take ${path} into a codec: its name must be one of ${NOTICES.join(", ")}`);
    }
    using file = SourceFile.open(path);
    return [name, file.read(0, file.size)];
  }));
}
