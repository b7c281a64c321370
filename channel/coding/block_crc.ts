import type { ChannelCode, CodeFamily, CodeRounds } from "./code.ts";
import { appendCrc, type Crc, CRC11, CRC16, CRC24, CRC6, crcOf } from "./crc.ts";
import { requireDecode, requireEncode } from "./limits.ts";

const BY_LENGTH = new Map([CRC6, CRC11, CRC16, CRC24].map((crc): [number, Crc] => [crc.length, crc]));

/** A family whose blocks end in a CRC of so many bits (6, 11, 16 or 24), which their decoding checks. */
export function withCrc(family: CodeFamily, length: number): CodeFamily {
  const crc = BY_LENGTH.get(length)!;
  const { minN, segments } = family;
  return {
    name: family.name,
    description: `${family.description}, CRC of ${length} bits in each block`,
    hasCrc: true,
    minN: (k) => minN?.(k + length) ?? k + length,
    ...segments && { segments: (k: number, n: number) => segments(k + length, n) },
    create: (k, n, bitsPerSymbol) => new Checked(family.create(k + length, n, bitsPerSymbol), crc),
  };
}

class Checked implements ChannelCode {
  readonly name: string;
  readonly k: number;
  readonly n: number;
  readonly #block: Uint8Array;
  readonly #soft: Float32Array;

  constructor(private readonly code: ChannelCode, private readonly crc: Crc) {
    this.name = code.name;
    this.k = code.k - crc.length;
    this.n = code.n;
    this.#block = new Uint8Array(code.k);
    this.#soft = new Float32Array(code.k);
  }

  encode(information: Uint8Array, coded: Uint8Array): void {
    requireEncode(this, information, coded);
    this.#block.set(information);
    appendCrc(this.crc, this.#block, this.k);
    this.code.encode(this.#block, coded);
  }

  /** Those of the code, whose information bits the block and its CRC are. */
  get rounds(): CodeRounds | undefined {
    const { rounds } = this.code;
    return rounds && {
      encode: (information, coded, round) => {
        this.#block.set(information);
        appendCrc(this.crc, this.#block, this.k);
        rounds.encode(this.#block, coded, round);
      },
      decode: (heard, soft) => this.#check(rounds.decode(heard, this.#soft), soft),
    };
  }

  decode(llr: Float32Array, soft: Float32Array): boolean {
    requireDecode(this, llr, soft);
    return this.#check(this.code.decode(llr, this.#soft), soft);
  }

  #check(passed: boolean, soft: Float32Array): boolean {
    soft.set(this.#soft.subarray(0, this.k));
    for (let i = 0; i < this.#block.length; i++) this.#block[i] = this.#soft[i]! < 0 ? 1 : 0;
    // Zeros of which nothing was heard would pass.
    return passed && crcOf(this.crc, this.#block, this.#block.length) === 0 && this.#soft.some((value) => value !== 0);
  }
}
