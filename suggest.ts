import { UsageError } from "./errors.ts";

/**
 * The known name that is closest to a mistyped one by edit distance (Levenshtein, upper and lower case alike), or
 * undefined when none is close enough to be what was meant: at most a third of the longer name may differ, or two letters.
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
    const distance = editDistance(wanted, candidate.toLowerCase());
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

function editDistance(a: string, b: string): number {
  // One row of the table at a time: row[j] is the distance from what has been read of a to the first j letters of b.
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const substituted = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      diagonal = row[j]!;
      row[j] = Math.min(substituted, diagonal + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}
