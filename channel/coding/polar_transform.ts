/**
 * The polar transform d = u G_N over GF(2), G_N the Kronecker power of [1 0; 1 1] (3GPP TS 38.212 section 5.3.1.2), in
 * place on bits packed 32 to a word: bit i is place i mod 32 of word i / 32. It is its own inverse.
 */
export function polarTransform(words: Uint32Array): void {
  const { length } = words;
  for (let i = 0; i < length; i++) {
    let word = words[i]!;
    word ^= (word >>> 1) & 0x55555555;
    word ^= (word >>> 2) & 0x33333333;
    word ^= (word >>> 4) & 0x0f0f0f0f;
    word ^= (word >>> 8) & 0x00ff00ff;
    word ^= word >>> 16;
    words[i] = word;
  }
  for (let half = 1; half < length; half *= 2) {
    for (let start = 0; start < length; start += 2 * half) {
      for (let i = start; i < start + half; i++) words[i]! ^= words[i + half]!;
    }
  }
}
