/** Hashes bytes: lower-case hexadecimal SHA-256. */
export async function hashHex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
