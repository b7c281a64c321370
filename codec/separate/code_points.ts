/** The code points of a text; an unpaired surrogate becomes U+FFFD. */
export function codePointsOf(text: string): Int32Array {
  return Int32Array.from(text.toWellFormed(), (character) => character.codePointAt(0)!);
}
