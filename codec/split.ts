import type { Tokenizer } from "./text/tokenizer.ts";

const SPACE = 0x20;

/**
 * Cuts a message's tokens into segments of at most `most` tokens that a codec can take, whose concatenation is the
 * message: at sentence ends (Unicode Standard Annex 29) where possible, else before a word, else anywhere.
 * A segment holds as many whole sentences as fit.
 */
export function split(text: string, ids: Int32Array, tokenizer: Tokenizer, most: number): Int32Array[] {
  if (ids.length <= most) return ids.length === 0 ? [] : [ids];
  const sentence = sentenceStarts(text, ids, tokenizer);
  const segments: Int32Array[] = [];
  let start = 0;
  while (ids.length - start > most) {
    const end = last(start + most, start, (i) => sentence.has(i)) ??
      last(start + most, start, (i) => tokenizer.bytes(ids[i]!)[0] === SPACE) ?? start + most;
    segments.push(ids.subarray(start, end));
    start = end;
  }
  segments.push(ids.subarray(start));
  return segments;
}

/** The last index in (after, from] that suits, if any. */
function last(from: number, after: number, suits: (index: number) => boolean): number | undefined {
  for (let i = from; i > after; i--) if (suits(i)) return i;
  return undefined;
}

/** The indices of the tokens that begin a sentence; white space between two sentences begins the later one. */
function sentenceStarts(text: string, ids: Int32Array, tokenizer: Tokenizer): Set<number> {
  const starts = new Set<number>();
  const utf8 = new TextEncoder();
  let index = 0;
  let tokenByte = 0;
  let sentenceByte = 0;
  for (const { segment } of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
    const end = sentenceByte + utf8.encode(segment.trimEnd()).length;
    while (index < ids.length && tokenByte < end) tokenByte += tokenizer.bytes(ids[index++]!).length;
    starts.add(index);
    sentenceByte += utf8.encode(segment).length;
  }
  return starts;
}
