import { BitReader, pushNumber } from "../bits.ts";
import { codePointsOf } from "../code_points.ts";
import statistic from "../data/characters.json" with { type: "json" };
import { UNITS_PER_WORD } from "../ordinary_text.ts";
import type { SourceCoder } from "../source_coder.ts";
import { CanonicalCode } from "./canonical.ts";

/** Bits of a code point of Unicode. */
const CODE_POINT_BITS = 21;

/** The characters of the table by symbol; behind them come the escape for all others and the message's end. */
const CHARACTERS = Object.keys(statistic.characters);
const [ESCAPE, END] = [CHARACTERS.length, CHARACTERS.length + 1];
const SYMBOLS = new Map(CHARACTERS.map((character, symbol) => [character, symbol]));

const code = new CanonicalCode([...Object.values(statistic.characters), statistic.others, statistic.lines]);

/** A Huffman code over characters by a fixed table of how often each occurs in English text. */
export const huffman: SourceCoder = {
  name: "huffman",
  description: "a Huffman code over characters by a table of English text: carries any text, other scripts at length",
  source: "Huffman, A Method for the Construction of Minimum-Redundancy Codes (Proc. IRE, 1952)",
  typicalBits: 4.6,
  unitsPerWord: UNITS_PER_WORD,
  endsItself: true,
  tokens: codePointsOf,
  encode(text) {
    const bits: number[] = [];
    const push = (symbol: number) => pushNumber(bits, code.words[symbol]!.value, code.words[symbol]!.length);
    for (const character of text.toWellFormed()) {
      push(SYMBOLS.get(character) ?? ESCAPE);
      if (!SYMBOLS.has(character)) pushNumber(bits, character.codePointAt(0)!, CODE_POINT_BITS);
    }
    push(END);
    return Uint8Array.from(bits);
  },
  decode(bits) {
    const reader = new BitReader(bits);
    let text = "";
    for (let symbol = code.read(reader); symbol !== undefined && symbol !== END; symbol = code.read(reader)) {
      text += symbol === ESCAPE ? characterOf(reader.number(CODE_POINT_BITS)) : CHARACTERS[symbol]!;
    }
    return { text, tokens: codePointsOf(text) };
  },
};

/** The character of a code point; U+FFFD where wrong bits are none. */
function characterOf(codePoint: number): string {
  return codePoint > 0x10ffff ? "\ufffd" : String.fromCodePoint(codePoint).toWellFormed();
}
