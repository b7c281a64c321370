/** True for an object of JSON, which is neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON of a stranger: no deeper than `levels` of objects and lists, since whoever walks through it may run out of
 * stack, and without a key that an object has twice, of which readers differ on which one counts.
 * @throws {Error} that says what is wrong, for the end of a sentence.
 */
export function parseJson(text: string, levels: number): unknown {
  const { depth, keys } = scanJson(text);
  if (depth > levels) throw new Error(`it is nested more than ${levels} deep`);
  const value: unknown = JSON.parse(text);
  if (countKeys(value) !== keys) throw new Error(KEY_TWICE);
  return value;
}

/** What is wrong where {@linkcode scanJson} finds more keys than {@linkcode countKeys} does. */
export const KEY_TWICE = "an object in it has a key twice";

/** The keys of all objects in a value, which is not nested too deep to be walked through. */
export function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.reduce((sum: number, each) => sum + countKeys(each), Array.isArray(value) ? 0 : inner.length);
}

/** What a text of JSON holds, found without parsing it; of a text that is none, nothing is promised. */
export interface JsonScan {
  /** Levels of objects and lists. */
  readonly depth: number;
  readonly keys: number;
  /** At least as many as its values: each comes behind a comma or the beginning of a list or an object. */
  readonly parts: number;
}

/** Scans a text of JSON once, in no more memory than it has. */
export function scanJson(text: string): JsonScan {
  let [depth, deepest, keys, parts] = [0, 0, 0, 0];
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    for (; at < end; at++) {
      switch (text.charCodeAt(at)) {
        case COLON:
          keys++;
          break;
        case COMMA:
          parts++;
          break;
        case BRACKET:
        case BRACE:
          parts++;
          deepest = Math.max(deepest, ++depth);
          break;
        case BRACKET + 2:
        case BRACE + 2:
          depth--;
      }
    }
    at = endOfString(text, end);
  }
  return { depth: deepest, keys, parts };
}

/** Where the string that begins at a quote has ended: behind the first quote before which no odd number of backslashes stands. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** The closing bracket and brace have codes 2 higher. */
const [COMMA, COLON, BRACKET, BACKSLASH, BRACE] = [0x2c, 0x3a, 0x5b, 0x5c, 0x7b];
