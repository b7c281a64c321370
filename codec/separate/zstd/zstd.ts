import type * as Library from "@bokuweb/zstd-wasm";
import { coderOf } from "../byte_compressor.ts";
import { DICTIONARY, readData } from "../data/read.ts";
import { MAX_MESSAGE_BYTES } from "../message_bytes.ts";
import { UNITS_PER_WORD } from "../ordinary_text.ts";
import type { SourceCoder } from "../source_coder.ts";
import { MAGIC, outlineFrame } from "./frame.ts";

/** The highest level of compression but those that only take more memory. */
const LEVEL = 19;

/** The library with its working memory, and the dictionary. */
interface Opened {
  readonly library: typeof Library;
  readonly compressor: number;
  readonly decompressor: number;
  readonly dictionary: Uint8Array;
}

let opening: Promise<Opened> | undefined;
let opened: Opened | undefined;

/** Zstandard with a dictionary of English text that both ends have, without the four bytes that every frame begins with. */
export const zstd: SourceCoder = {
  ...coderOf({
    name: "zstd",
    description: "Zstandard of the bytes, level 19, with a dictionary of 64 KB of English text: carries any text",
    source: "RFC 8878",
    typicalBits: 4.4,
    unitsPerWord: UNITS_PER_WORD,
  }, {
    compress(bytes) {
      const { library, compressor, dictionary } = opened!;
      return library.compressUsingDict(compressor, bytes, dictionary, LEVEL).subarray(MAGIC.length);
    },
    decompress(bytes) {
      const { library, decompressor, dictionary } = opened!;
      const frame = new Uint8Array(MAGIC.length + bytes.length);
      frame.set(MAGIC);
      frame.set(bytes, MAGIC.length);
      const { length, contentBytes } = outlineFrame(frame);
      if (contentBytes > MAX_MESSAGE_BYTES) throw new RangeError("No message is so long");
      return library.decompressUsingDict(decompressor, frame.subarray(0, length), dictionary);
    },
  }),
  async open() {
    opened ??= await (opening ??= load());
  },
};

async function load(): Promise<Opened> {
  const library = await import("@bokuweb/zstd-wasm");
  await library.init();
  return {
    library,
    compressor: library.createCCtx(),
    decompressor: library.createDCtx(),
    dictionary: readData(DICTIONARY),
  };
}
