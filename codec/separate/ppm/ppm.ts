import { Frequencies } from "../arithmetic/frequencies.ts";
import { RangeDecoder, RangeEncoder } from "../arithmetic/range_coder.ts";
import { PRIMER, readData } from "../data/read.ts";
import { MAX_MESSAGE_BYTES, messageBytes } from "../message_bytes.ts";
import { UNITS_PER_WORD } from "../ordinary_text.ts";
import type { SourceCoder } from "../source_coder.ts";
import { readUtf8, writeUtf8 } from "../utf8.ts";
import { END, PpmModel, SYMBOLS } from "./model.ts";

let trained: PpmModel | undefined;

/** Arithmetic coding of bytes under PPM of order 6, which has read a primer of English text before each message. */
export const ppm: SourceCoder = {
  name: "ppm",
  description: "PPM of order 6 over bytes, which has read 170 KB of English text before each message: carries any text",
  source:
    "Cleary and Witten, Data Compression Using Adaptive Coding and Partial String Matching (IEEE Trans. Commun., 1984)",
  typicalBits: 2.2,
  unitsPerWord: UNITS_PER_WORD,
  endsItself: true,
  tokens: (text) => Int32Array.from(writeUtf8(text)),
  encode(text) {
    const bytes = messageBytes(text);
    const encoder = new RangeEncoder();
    let at = 0;
    walk((cumulative) => {
      const symbol = bytes[at++] ?? END;
      encoder.encode(cumulative[symbol]!, cumulative[symbol + 1]!);
      return symbol;
    });
    return encoder.finish();
  },
  decode(bits) {
    const decoder = new RangeDecoder(bits);
    const bytes: number[] = [];
    walk((cumulative) => {
      const symbol = decoder.decode(cumulative);
      if (symbol === END || decoder.isBeyondEnd || bytes.length === MAX_MESSAGE_BYTES) return END;
      bytes.push(symbol);
      return symbol;
    });
    return readUtf8(Uint8Array.from(bytes));
  },
};

/** Goes through a message symbol by symbol up to its end, the one way for both ends: `choose` says what comes next. */
function walk(choose: (cumulative: Uint32Array) => number): void {
  const model = trained ??= train();
  const frequencies = new Frequencies(SYMBOLS);
  const probabilities = new Float64Array(SYMBOLS);
  model.begin();
  for (;;) {
    model.predict(probabilities);
    const symbol = choose(frequencies.set(probabilities));
    if (symbol === END) break;
    model.learn(symbol);
  }
  model.revert();
}

/** A model that has read the primer, each line of it as a message. */
function train(): PpmModel {
  const model = new PpmModel();
  for (const line of new TextDecoder().decode(readData(PRIMER)).trimEnd().split("\n")) {
    model.begin();
    for (const byte of writeUtf8(line)) model.learn(byte);
    model.learn(END);
  }
  model.mark();
  return model;
}
