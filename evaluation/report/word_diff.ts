import { commonSubsequence } from "../../text/common_subsequence.ts";
import { splitWords } from "../../text/words.ts";

/** Words in a row that share a fate; a message's parts in order are both of its texts. */
export interface DiffPart {
  /** "lost": sent and not received; "added": received and not sent. */
  readonly kind: "same" | "lost" | "added";
  readonly words: readonly string[];
}

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
  const parts = new Parts();
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of commonSubsequence(from, to)) {
    parts.changed(from.slice(i, nextI), to.slice(j, nextJ));
    parts.same([from[nextI]!]);
    [i, j] = [nextI + 1, nextJ + 1];
  }
  parts.changed(from.slice(i), to.slice(j));
  return parts.list;
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
