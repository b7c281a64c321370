/** GPT-2's printable stand-in for each byte. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  const isPrintable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 255 && byte !== 173);
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : 256 + hidden++));
})();

const NO_BYTE = -1;

/** The byte of each character code; the stand-ins are below this. */
const BYTE_OF_CODE = new Int16Array(512).fill(NO_BYTE);
BYTE_CHARACTERS.forEach((character, byte) => BYTE_OF_CODE[character.charCodeAt(0)] = byte);

/** Tells if every character of a token stands for a byte. */
export function standsForBytes(token: string): boolean {
  for (let i = 0; i < token.length; i++) if ((BYTE_OF_CODE[token.charCodeAt(i)] ?? NO_BYTE) === NO_BYTE) return false;
  return true;
}

/** The bytes that a token's characters stand for. */
export function bytesOf(token: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) bytes[i] = BYTE_OF_CODE[token.charCodeAt(i)]!;
  return bytes;
}

/** The characters that stand for a text's bytes. */
export function charactersOf(text: string): string {
  let characters = "";
  for (const byte of new TextEncoder().encode(text)) characters += BYTE_CHARACTERS[byte]!;
  return characters;
}

/** Tells if some text has that byte in UTF-8. */
export function isInUtf8(byte: number): boolean {
  return byte < 0xc0 || (byte > 0xc1 && byte < 0xf5);
}
