import type { SourceCoder } from "./source_coder.ts";

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8, the highest bit of each first: no compression, and no text that it could not carry. */
export const utf8: SourceCoder = {
  name: "utf8",
  description: "the bytes of the text, eight bits each: carries any text, compresses none",
  source: "RFC 3629",
  tokens: (text) => Int32Array.from(encoder.encode(text)),
  encode(text) {
    const bytes = encoder.encode(text);
    return Uint8Array.from({ length: 8 * bytes.length }, (_, i) => (bytes[i >> 3]! >> (7 - i % 8)) & 1);
  },
  decode(bits) {
    const bytes = new Uint8Array(bits.length >> 3);
    bits.forEach((bit, i) => bytes[i >> 3]! |= bit << (7 - i % 8));
    return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), tokens: Int32Array.from(bytes) };
  },
};
