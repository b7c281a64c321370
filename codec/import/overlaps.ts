import { shown } from "./shown.ts";
import type { SourceFile } from "./source_file.ts";

/** Refuses a file in which two tensors share bytes, or one lies outside it. */
export function refuseOverlaps(
  tensors: readonly { readonly name: string; readonly offset: number; readonly bytes: number }[],
  file: SourceFile,
): void {
  let end = 0;
  for (const { name, offset, bytes } of tensors.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw file.refused(`its tensor ${shown(name)} overlaps another`);
    end = offset + bytes;
    if (end > file.size) throw file.refused(`its tensor ${shown(name)} ends at ${end}, and the file at ${file.size}`);
  }
}
