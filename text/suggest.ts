import { UsageError } from "../errors.ts";
import { editDistance } from "./edit_distance.ts";

/**
 * The known name that is closest to a mistyped one by edit distance (Levenshtein, upper and lower case alike), or
 * undefined when none is close enough to be what was meant: at most a third of the longer name may differ, or two letters. A
 * name that has been left off after three letters or more is as close as can be.
 *
 * ```ts
 * import { nearest } from "./suggest.ts";
 * nearest("qspk", ["bpsk", "qpsk"]); // "qpsk"
 * ```
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  const wanted = name.toLowerCase();
  for (const candidate of known) {
    const meant = candidate.toLowerCase();
    const isBegun = wanted.length >= 3 && meant.startsWith(wanted);
    const distance = isBegun ? 0 : editDistance(wanted, meant);
    const allowed = Math.max(2, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (distance <= allowed && distance < candidate.length && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The error for a name that is not known: it names the nearest known one, and all of them. */
export function unknownName(what: string, name: string, known: Iterable<string>, hint = ""): UsageError {
  const names = [...known];
  const near = nearest(name, names);
  return new UsageError(
    `Unknown ${what} ${JSON.stringify(name)}${near === undefined ? "" : `: did you mean ${near}?`} (known: ${
      names.join(", ")
    }${hint})`,
  );
}
