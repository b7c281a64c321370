import { UsageError } from "../../errors.ts";
import { brotli } from "./brotli.ts";
import { deflate } from "./deflate.ts";
import { fixed5 } from "./fixed5.ts";
import { huffman } from "./huffman/huffman.ts";
import { ppm } from "./ppm/ppm.ts";
import type { SourceCoder } from "./source_coder.ts";
import { utf8 } from "./utf8.ts";
import { zstd } from "./zstd/zstd.ts";

const builtIn = [utf8, fixed5, huffman, deflate, brotli, zstd, ppm];
const known = new Map(builtIn.map((coder): [string, SourceCoder] => [coder.name, coder]));

/**
 * Makes a source code known by its name, to the library and to the command line alike.
 *
 * @example
 * ```ts
 * import { registerCoder } from "@semcom/semcom";
 *
 * registerCoder({
 *   name: "digits",
 *   description: "decimal digits, four bits each",
 *   source: "binary-coded decimal",
 *   tokens: (text) => Int32Array.from(text, Number),
 *   encode: (text) => Uint8Array.from([...text].flatMap((digit) => [3, 2, 1, 0].map((i) => (Number(digit) >> i) & 1))),
 *   decode(bits) {
 *     const digits = (bits.join("").match(/.{4}/g) ?? []).map((four) => parseInt(four, 2) % 10);
 *     return { text: digits.join(""), tokens: Int32Array.from(digits) };
 *   },
 * });
 * ```
 * @throws {UsageError} if another source code has that name, or if no flag could name it. A bundled codec of that name comes
 * first: the source code is not found then.
 */
export function registerCoder(coder: SourceCoder): void {
  const { name } = coder;
  if (known.get(name) === coder) return;
  if (known.has(name)) throw new UsageError(`Register the source code "${name}": another source code has that name`);
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new UsageError(`Register the source code ${JSON.stringify(name)}: a name is of a-z, 0-9 and hyphens`);
  }
  known.set(name, coder);
}

/** Lists every source code: the built-in ones first, then those registered, in that order. */
export function sourceCoders(): SourceCoder[] {
  return [...known.values()];
}

/** Finds the source code of that name, if there is one. */
export function coderNamed(name: string): SourceCoder | undefined {
  return known.get(name);
}
