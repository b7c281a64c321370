import { RefusedError } from "../../errors.ts";
import { BitReader, pushNumber } from "./bits.ts";
import { codePointsOf } from "./code_points.ts";
import { UNITS_PER_WORD } from "./ordinary_text.ts";
import type { SourceCoder } from "./source_coder.ts";

const CHARACTERS = "abcdefghijklmnopqrstuvwxyz .,!?";
const LENGTH = 5;

/** The one word of five bits that is no character ends a message. */
const END = CHARACTERS.length;

/** Five bits a letter, the fixed-length code that semantic codecs are compared with: 31 characters, and the message's end. */
export const fixed5: SourceCoder = {
  name: "fixed5",
  description: "five bits a character: lower-case letters, spaces and . , ! ? alone, refuses all else",
  source:
    "the fixed-length coding of Xie, Qin, Li and Juang, Deep Learning Enabled Semantic Communication Systems (IEEE Trans. Signal Process., 2021)",
  typicalBits: 5.1,
  unitsPerWord: UNITS_PER_WORD,
  endsItself: true,
  tokens: codePointsOf,
  encode(text) {
    const bits: number[] = [];
    for (const character of text) {
      const symbol = CHARACTERS.indexOf(character);
      if (symbol < 0) {
        throw new RefusedError(
          `fixed5 has no ${
            JSON.stringify(character)
          }: it carries a to z, spaces and . , ! ? alone: write the text in lower case, or take another codec`,
        );
      }
      pushNumber(bits, symbol, LENGTH);
    }
    pushNumber(bits, END, LENGTH);
    return Uint8Array.from(bits);
  },
  decode(bits) {
    const reader = new BitReader(bits);
    let text = "";
    while (!reader.isAtEnd) {
      const symbol = reader.number(LENGTH);
      if (symbol === END) break;
      text += CHARACTERS[symbol]!;
    }
    return { text, tokens: codePointsOf(text) };
  },
};
