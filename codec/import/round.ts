import { type Row, viewOf } from "./types/source_type.ts";

/** The distance of rounded numbers from what they were. */
export class RoundingError {
  #squares = 0;
  #all = 0;
  /** The number of numbers that were rounded. */
  count = 0;

  add(exact: number, rounded: number): void {
    this.count++;
    this.#squares += (exact - rounded) ** 2;
    this.#all += exact ** 2;
  }

  /** The root mean square of the error as a part of the numbers' own. */
  get relative(): number {
    return this.#squares === 0 ? 0 : Math.sqrt(this.#squares / this.#all);
  }
}

const BLOCK = 32;
const MAX_CODE = 127;

/** Rounds numbers to blocks of Q8_0: 32 codes of 8 bits that share a scale (float16). */
export function roundToQ8(floats: Float32Array, { data, scales }: Row, error: RoundingError): void {
  const view = viewOf(scales);
  for (let block = 0; BLOCK * block < floats.length; block++) {
    const numbers = floats.subarray(BLOCK * block, BLOCK * (block + 1));
    const largest = numbers.reduce((max, number) => Math.max(max, Math.abs(number)), 0);
    view.setFloat16(2 * block, largest / MAX_CODE, true);
    // The codes are those of the scale as it is kept, which is not quite what was asked for.
    const scale = view.getFloat16(2 * block, true);
    numbers.forEach((number, i) => {
      const nearest = scale === 0 ? 0 : Math.round(number / scale);
      const code = Math.max(-MAX_CODE, Math.min(MAX_CODE, nearest));
      data[BLOCK * block + i] = code + 128;
      error.add(number, scale * code);
    });
  }
}
