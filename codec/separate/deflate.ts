import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { UNITS_PER_WORD } from "./ordinary_text.ts";
import { coderOf } from "./byte_compressor.ts";
import { MAX_MESSAGE_BYTES } from "./message_bytes.ts";

const limits = { maxOutputLength: MAX_MESSAGE_BYTES };

/** DEFLATE by zlib's level 9, without zlib's wrapper of six bytes, whose checksum the link's CRC stands for. */
export const deflate = coderOf({
  name: "deflate",
  description: "DEFLATE of the bytes, zlib's level 9, each message by itself: carries any text",
  source: "RFC 1951",
  typicalBits: 6.5,
  unitsPerWord: UNITS_PER_WORD,
}, {
  compress: (bytes) => deflateRawSync(bytes, { level: 9 }),
  decompress: (bytes) => inflateRawSync(bytes, limits),
  decompressBeginning: (bytes) => inflateRawSync(bytes, { ...limits, finishFlush: constants.Z_SYNC_FLUSH }),
});
