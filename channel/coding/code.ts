import type { ChannelParameter, ChannelParameters } from "../parameters.ts";

/**
 * A binary block code: `k` information bits to `n` coded bits and back.
 *
 * Bits are 0 or 1 in a Uint8Array. A log-likelihood ratio (LLR) is ln P(bit = 0) / P(bit = 1): positive means bit 0.
 * An instance may keep working memory, so it must not be shared between workers.
 */
export interface ChannelCode {
  /** The family's name: "polar", "ldpc", ... */
  readonly name: string;
  /** Information bits in a block. */
  readonly k: number;
  /** Coded bits in a block. */
  readonly n: number;
  /** Fills `coded` (length n, exactly) from `information` (length k, exactly). */
  encode(information: Uint8Array, coded: Uint8Array): void;
  /**
   * Fills `soft` (k output LLRs) from `llr` (n channel LLRs), both with the same sign convention.
   * Returns whether the code's own check (CRC, parity) passed: true where it has none.
   */
  decode(llr: Float32Array, soft: Float32Array): boolean;
  /** Redundancy versions for hybrid ARQ, of a code that has some. */
  readonly rounds?: CodeRounds | undefined;
}

/** Rounds of hybrid ARQ of a block. */
export interface CodeRounds {
  /** Fills `coded` for a round from 1 on; round 0 is the code's own. */
  encode(information: Uint8Array, coded: Uint8Array, round: number): void;
  /** Decodes by what was heard of all rounds so far, in their order; else as the code's own. */
  decode(heard: readonly Float32Array[], soft: Float32Array): boolean;
}

/** A family of codes, from which a link takes the code for its block. */
export interface CodeFamily {
  /** Of one from the registry, its spec: "polar", or "polar:list=32" with what is not as usual. */
  readonly name: string;
  /** One line: its kind and the standard that defines it. */
  readonly description: string;
  /** True of codes whose blocks have a CRC of their own: who must know whether a message is right needs no other. */
  readonly hasCrc?: boolean;
  /** What its spec may say, and the family with that; both are left out of a family without parameters. */
  readonly parameters?: readonly ChannelParameter[];
  readonly configure?: (parameters: ChannelParameters) => CodeFamily;
  /** The least coded bits of a block with `k` information bits; `k` itself where nothing is said. */
  minN?(k: number): number;
  /**
   * The number of blocks into which `k` information bits for `n` coded bits are best cut where all must arrive; 1 where
   * nothing is said.
   */
  segments?(k: number, n: number): number;
  /**
   * The code of this family with `k` information and `n` coded bits; a UsageError names the nearest legal value.
   * @param bitsPerSymbol Bits of a modulation symbol, of which `n` is a multiple: a code whose standard arranges its coded
   * bits for the modulation does so; 1 where nothing is said, which leaves them as they are.
   */
  create(k: number, n: number, bitsPerSymbol?: number): ChannelCode;
}
