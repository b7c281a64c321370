import { createHash, type Hash } from "node:crypto";
import type { Layout, Part } from "../causal/layout.ts";
import type { FileEntry } from "../folder/common_manifest.ts";

/** Writes the weights files of a codec, part by part in the order of their places. */
export class WeightsWriter implements Disposable {
  /** The files that are whole. */
  readonly entries: Record<string, FileEntry> = {};
  #open: { readonly name: string; readonly file: Deno.FsFile; readonly hash: Hash; at: number } | undefined;

  constructor(private readonly folder: string, private readonly layout: Layout) {}

  write(part: Part, bytes: Uint8Array): void {
    if (this.#open?.name !== part.file) {
      this.end();
      const file = Deno.openSync(`${this.folder}/${part.file}`, { write: true, createNew: true });
      this.#open = { name: part.file, file, hash: createHash("sha256"), at: 0 };
    }
    this.#append(new Uint8Array(part.offset - this.#open!.at));
    this.#append(bytes);
  }

  /** Ends the last file. */
  end(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#close();
    this.entries[open.name] = { bytes: this.layout.files.get(open.name)!, sha256: open.hash.digest("hex") };
  }

  #append(bytes: Uint8Array): void {
    const open = this.#open!;
    for (let at = 0; at < bytes.length;) at += open.file.writeSync(bytes.subarray(at));
    open.hash.update(bytes);
    open.at += bytes.length;
  }

  #close(): void {
    this.#open?.file.close();
    this.#open = undefined;
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}
