import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { UNITS_PER_WORD } from "./ordinary_text.ts";
import { coderOf } from "./byte_compressor.ts";
import { MAX_MESSAGE_BYTES } from "./message_bytes.ts";

const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
const limits = { maxOutputLength: MAX_MESSAGE_BYTES };

/** Brotli at its highest quality, 11. Its format has a dictionary of common words of several languages. */
export const brotli = coderOf({
  name: "brotli",
  description: "Brotli of the bytes, quality 11, with its own dictionary of words: carries any text",
  source: "RFC 7932",
  typicalBits: 5.5,
  unitsPerWord: UNITS_PER_WORD,
}, {
  compress: (bytes) => brotliCompressSync(bytes, { params }),
  decompress: (bytes) => brotliDecompressSync(bytes, limits),
  decompressBeginning: (bytes) =>
    brotliDecompressSync(bytes, { ...limits, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
});
