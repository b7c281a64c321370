import { unknownName } from "./suggest.ts";

/** The name of UTF-8, as a `TextDecoder` has it. */
export const UTF8 = "utf-8";

/** Labels that texts are mostly in; a `TextDecoder` knows more. */
const USUAL = [
  ...[UTF8, "latin1", "windows-1252", "iso-8859-15", "iso-8859-2", "windows-1250", "windows-1251", "koi8-r"],
  ...["macintosh", "utf-16le", "utf-16be", "shift_jis", "euc-jp", "gbk", "gb18030", "big5", "euc-kr"],
];

/** Stands for what is no text in the encoding: a byte that UTF-8 never has, so that its line counts as repaired. */
const NO_TEXT = 0xff;

const encoder = new TextEncoder();

/**
 * The name of an encoding by any of its labels in the WHATWG Encoding Standard, upper and lower case alike. As there, `latin1`
 * and `ascii` are read as windows-1252.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(encodingNamed("Latin1"), "windows-1252");
 * ```
 * @throws {UsageError} for an unknown label, suggesting the nearest.
 */
export function encodingNamed(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw unknownName("encoding", label, USUAL, " and the other labels of the WHATWG Encoding Standard");
  }
}

/** Makes UTF-8 of text in another encoding. Its byte-order mark is left out. What is no text in it becomes a byte that is none in UTF-8. */
export async function* transcode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = encode(decoder.decode(chunk, { stream: true }));
    if (text.length > 0) yield text;
  }
  const rest = encode(decoder.decode());
  if (rest.length > 0) yield rest;
}

function encode(text: string): Uint8Array {
  const [first, ...others] = text.split("\ufffd").map((part) => encoder.encode(part));
  if (others.length === 0) return first!;
  const all = new Uint8Array(others.reduce((sum, part) => sum + 1 + part.length, first!.length));
  all.set(first!);
  let at = first!.length;
  for (const part of others) {
    all[at] = NO_TEXT;
    all.set(part, at + 1);
    at += 1 + part.length;
  }
  return all;
}
