import { stripSpace } from "../text/words.ts";
import { splitMarks } from "./tokenize13a.ts";

/**
 * Ranges of code points that are a token each, both ends among them. The second is none that anybody would choose: sacreBLEU
 * means the ideographs of the supplementary planes and writes them so that U+2001 to U+2A6D come of it; scores are to be its.
 */
const IDEOGRAPHS: readonly (readonly [number, number])[] = [
  [0x3400, 0x4db5],
  [0x2001, 0x2a6d],
  [0x4e00, 0x9fbb],
  [0xf900, 0xfa2d],
  [0xfa30, 0xfa6a],
  [0xfa70, 0xfad9],
  [0xff00, 0xffef],
  [0x2e80, 0x2fdf],
  [0x2ff0, 0x303f],
  [0x3100, 0x312f],
  [0x31a0, 0x31ef],
  [0x3200, 0x33ff],
  [0xfe10, 0xfe1f],
  [0xfe30, 0xfe4f],
];

/**
 * Splits a text into its tokens by sacreBLEU's `zh` tokenisation: each Chinese character or mark is one, and the rest is split
 * at white space and ASCII punctuation as `13a` does it. Source: sacreBLEU 2.6 (Post, 2018), `tokenizer_zh.py`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(tokenizeZh("我们3.5点见。OK?"), ["我", "们", "3.5", "点", "见", "。", "OK", "?"]);
 * ```
 */
export function tokenizeZh(text: string): string[] {
  let line = "";
  for (const character of stripSpace(text)) line += isIdeograph(character) ? ` ${character} ` : character;
  return splitMarks(line);
}

function isIdeograph(character: string): boolean {
  const code = character.codePointAt(0)!;
  return code >= 0x2001 && IDEOGRAPHS.some(([first, last]) => code >= first && code <= last);
}
