const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * Text as it may stand in HTML or XML, in an element or in a quoted attribute.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(escapeMarkup('bleu4@6<0.9 & "x"\u001b'), "bleu4@6&lt;0.9 &amp; &quot;x&quot;␛");
 * ```
 */
export function escapeMarkup(text: string): string {
  return replaceUnprintable(text).replace(/[&<>"']/g, (character) => NAMED[character]!);
}

/**
 * Text in which all that XML has no way to write is made visible: control characters from U+0000 to U+001F as their
 * pictures (␛); other ones, halves of surrogate pairs and what turns the direction of text, so that it reads as something else,
 * as U+FFFD. Tabs and line ends stay.
 */
export function replaceUnprintable(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g, "\ufffd");
}
