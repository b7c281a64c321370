import { bitsOf, bytesOfBits } from "./bits.ts";
import { messageBytes } from "./message_bytes.ts";
import type { SourceCoder } from "./source_coder.ts";
import { readUtf8, writeUtf8 } from "./utf8.ts";

/** A compressor of bytes whose output says where it ends. */
export interface Compressor {
  compress(bytes: Uint8Array): Uint8Array;
  /**
   * Gives the bytes back; zeros behind the compressed ones are left out.
   * @throws {Error} for bytes that were not compressed so, or only a beginning of some.
   */
  decompress(bytes: Uint8Array): Uint8Array;
  /** The same of a beginning, if it can: as much as is known then. */
  decompressBeginning?(bytes: Uint8Array): Uint8Array;
}

/** A source code of a compressor of bytes, for the bytes of a text in UTF-8. */
export function coderOf(
  about: Pick<SourceCoder, "name" | "description" | "source" | "typicalBits" | "unitsPerWord">,
  compressor: Compressor,
): SourceCoder {
  return {
    ...about,
    endsItself: true,
    tokens: (text) => Int32Array.from(writeUtf8(text)),
    encode: (text) => bitsOf(compressor.compress(messageBytes(text))),
    decode: (bits) => readUtf8(decompressAny(compressor, bytesOfBits(bits))),
  };
}

/** Decompresses bytes, or of wrong ones the longest beginning that decompresses. */
function decompressAny(compressor: Compressor, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = attempt(() => compressor.decompress(bytes));
  if (whole !== undefined) return Uint8Array.from(whole);
  if (compressor.decompressBeginning === undefined) return new Uint8Array();
  // Longer beginnings fail where a shorter one does.
  let [best, good, bad] = [new Uint8Array(), 0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const part = attempt(() => compressor.decompressBeginning!(bytes.subarray(0, middle)));
    if (part === undefined) bad = middle;
    else [best, good] = [Uint8Array.from(part), middle];
  }
  return best;
}

/** The result of a call, or undefined where it throws. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
