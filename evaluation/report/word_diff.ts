import { numberSymbols, trimCommonEnds } from "../../text/symbols.ts";
import { splitWords } from "../../text/words.ts";

/** Words in a row that share a fate; a message's parts in order are both of its texts. */
export interface DiffPart {
  /** "lost": sent and not received; "added": received and not sent. */
  readonly kind: "same" | "lost" | "added";
  readonly words: readonly string[];
}

/** Beyond this many pairs of words between the texts' common ends, all of them count as different. */
const MAX_PAIRS = 4_000_000;

/**
 * The words of a message, each the same, lost or new (split at white space): a longest common subsequence of words is the same, and
 * of what lies between, the lost words come before the added ones. Deterministic.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(wordDiff("vote on this report", "vote on that"), [
 *   { kind: "same", words: ["vote", "on"] },
 *   { kind: "lost", words: ["this", "report"] },
 *   { kind: "added", words: ["that"] },
 * ]);
 * ```
 */
export function wordDiff(sent: string, received: string): DiffPart[] {
  const from = splitWords(sent);
  const to = splitWords(received);
  const { first, second } = numberSymbols(from, to);
  const [a, b] = trimCommonEnds(first, second);
  const start = (a.byteOffset - first.byteOffset) / first.BYTES_PER_ELEMENT;
  const parts = new Parts();
  parts.same(from.slice(0, start));
  let i = 0;
  let j = 0;
  for (const [nextI, nextJ] of commonPairs(a, b)) {
    parts.changed(from.slice(start + i, start + nextI), to.slice(start + j, start + nextJ));
    parts.same([from[start + nextI]!]);
    i = nextI + 1;
    j = nextJ + 1;
  }
  parts.changed(from.slice(start + i, start + a.length), to.slice(start + j, start + b.length));
  parts.same(from.slice(start + a.length));
  return parts.list;
}

/** The positions in both sequences of a longest common subsequence's members, in order. */
function commonPairs(a: Int32Array, b: Int32Array): [number, number][] {
  if (a.length * b.length > MAX_PAIRS) return [];
  const width = b.length + 1;
  // lengths[i * width + j] is what the rests a[i..] and b[j..] have in common.
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** Parts of which no two neighbours are of one kind and none is empty. */
class Parts {
  readonly list: { kind: DiffPart["kind"]; words: string[] }[] = [];

  same(words: string[]): void {
    this.#add("same", words);
  }

  changed(lost: string[], added: string[]): void {
    this.#add("lost", lost);
    this.#add("added", added);
  }

  #add(kind: DiffPart["kind"], words: string[]): void {
    const last = this.list.at(-1);
    if (words.length === 0) return;
    if (last?.kind === kind) last.words.push(...words);
    else this.list.push({ kind, words });
  }
}
