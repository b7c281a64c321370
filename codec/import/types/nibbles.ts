/**
 * Puts 32 codes of 4 bits in order. GGUF keeps the first sixteen in the lower halves of 16 bytes and the others in the
 * upper halves; a codec keeps neighbours in a byte, the first in the lower half.
 */
export function inOrder(source: Uint8Array, at: number, target: Uint8Array, to: number): void {
  for (let i = 0; i < 8; i++) {
    const [even, odd] = [source[at + 2 * i]!, source[at + 2 * i + 1]!];
    target[to + i] = (even & 15) | (odd & 15) << 4;
    target[to + 8 + i] = even >> 4 | (odd & 0xf0);
  }
}
