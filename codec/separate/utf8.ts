import { bitsOf, bytesOfBits } from "./bits.ts";
import { UNITS_PER_WORD } from "./ordinary_text.ts";
import type { SourceCoder } from "./source_coder.ts";

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8, the highest bit of each first: no compression, and no text that it could not carry. */
export const utf8: SourceCoder = {
  name: "utf8",
  description: "the bytes of the text, eight bits each: carries any text, compresses none",
  source: "RFC 3629",
  typicalBits: 8.1,
  unitsPerWord: UNITS_PER_WORD,
  tokens: (text) => Int32Array.from(writeUtf8(text)),
  encode: (text) => bitsOf(writeUtf8(text)),
  decode: (bits) => readUtf8(bytesOfBits(bits)),
};

/** The bytes of a text; an unpaired surrogate becomes U+FFFD. */
export function writeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text of bytes and the bytes themselves; what is no UTF-8 becomes U+FFFD. */
export function readUtf8(bytes: Uint8Array<ArrayBuffer>): { readonly text: string; readonly tokens: Int32Array } {
  return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), tokens: Int32Array.from(bytes) };
}
