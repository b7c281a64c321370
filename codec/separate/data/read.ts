/** English text that a source code has read before it begins. */
export const PRIMER = "primer.txt";

/** A dictionary of the zstd command, trained on other such text. */
export const DICTIONARY = "zstd.dictionary";

/** Reads one of the files that lie beside this one, in the compiled program too. */
export function readData(name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(name, import.meta.url));
}
