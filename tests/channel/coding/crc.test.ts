import assert from "node:assert/strict";
import fc from "fast-check";
import { appendCrc, type Crc, CRC11, crcOf } from "../../../channel/coding/crc.ts";

// 3GPP TS 38.212 section 5.1, as lists of powers.
const POWERS: [Crc, number[]][] = [
  [CRC11, [11, 10, 9, 5, 0]],
];
const bits = fc.array(fc.nat(1), { minLength: 1, maxLength: 200 });

for (const [crc, powers] of POWERS) {
  Deno.test(`CRC${crc.length} is the remainder of a long division`, () => {
    const divisor = powers.reduce((sum, power) => sum | (1n << BigInt(power)), 0n);
    fc.assert(fc.property(bits, (word) => {
      let rest = BigInt("0b" + word.join("")) << BigInt(crc.length);
      for (let top = word.length - 1; top >= 0; top--) {
        if ((rest >> BigInt(top + crc.length)) & 1n) rest ^= divisor << BigInt(top);
      }
      assert.equal(BigInt(crcOf(crc, Uint8Array.from(word), word.length)), rest);
    }));
  });

  Deno.test(`CRC${crc.length} of a word with its parity is 0, and no short burst of errors leaves it so`, () => {
    fc.assert(fc.property(bits, fc.nat(), fc.integer({ min: 1, max: 2 ** crc.length - 1 }), (word, at, burst) => {
      const block = new Uint8Array(word.length + crc.length);
      block.set(word);
      appendCrc(crc, block, word.length);
      assert.equal(crcOf(crc, block, block.length), 0);
      const start = at % (word.length + 1);
      for (let i = 0; i < crc.length; i++) block[start + i]! ^= (burst >> i) & 1;
      assert.notEqual(crcOf(crc, block, block.length), 0);
    }));
  });
}
