import { findLostEntities, findWords, type Word } from "../../fidelity/entities.ts";
import { splitWords } from "../../text/words.ts";
import { escapeMarkup } from "./markup.ts";
import { wordDiff } from "./word_diff.ts";

/**
 * The received text as HTML with the differences from what was sent: words that were lost in `<del>` and new ones in `<ins>`. In
 * them, entities that are not among the other text's differences either are marked, as what changes the meaning; all others
 * are bold.
 */
export function markDifferences(sent: string, received: string): string {
  if (received === sent) return `<span class="note">✓ as it was sent</span>`;
  const parts = wordDiff(sent, received);
  if (parts.every(({ kind }) => kind === "same")) return `<span class="note">the same words, other white space</span>`;
  const [from, to] = [findRuns(sent), findRuns(received)];
  const pieces = parts.map(({ kind, words: { length } }) => ({
    kind,
    lost: kind === "added" ? [] : from.splice(0, length),
    added: kind === "lost" ? [] : to.splice(0, length),
  }));
  const changed = pieces.filter(({ kind }) => kind !== "same");
  const lost = changed.flatMap(({ lost }) => lost.flatMap(({ words }) => words));
  const added = changed.flatMap(({ added }) => added.flatMap(({ words }) => words));
  const marked = new Set([...findLostEntities(lost, added), ...findLostEntities(added, lost)]);
  return pieces.map(({ kind, lost, added }) => {
    const text = writeRuns(kind === "added" ? added : lost, marked);
    return kind === "same" ? text : kind === "lost" ? `<del>${text}</del>` : `<ins>${text}</ins>`;
  }).join(" ");
}

/** A text as HTML, in which entities are bold. */
export function showEntities(text: string): string {
  return writeRuns(findRuns(text), new Set());
}

/** What stands between white space, with the words in it, of which marks are none. */
interface Run {
  readonly text: string;
  readonly words: readonly Word[];
}

function findRuns(text: string): Run[] {
  const words = findWords(text);
  let [end, next] = [0, 0];
  return splitWords(text).map((run) => {
    end = text.indexOf(run, end) + run.length;
    const first = next;
    while (next < words.length && words[next]!.start < end) next++;
    return { text: run, words: words.slice(first, next) };
  });
}

/** Runs side by side with the same tag share one: a name of two words is one mark. */
function writeRuns(runs: readonly Run[], marked: ReadonlySet<Word>): string {
  const pieces: { tag: string; texts: string[] }[] = [];
  for (const { text, words } of runs) {
    const tag = words.some((word) => marked.has(word)) ? "mark" : words.some(({ isEntity }) => isEntity) ? "b" : "";
    const last = pieces.at(-1);
    if (last?.tag === tag) last.texts.push(escapeMarkup(text));
    else pieces.push({ tag, texts: [escapeMarkup(text)] });
  }
  return pieces.map(({ tag, texts }) => tag === "" ? texts.join(" ") : `<${tag}>${texts.join(" ")}</${tag}>`).join(" ");
}
