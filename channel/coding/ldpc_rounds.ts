import { logOddsOfError } from "./belief.ts";
import type { CodeRounds } from "./code.ts";
import type { LdpcBelief } from "./ldpc_belief.ts";
import { LdpcDecoder } from "./ldpc_decode.ts";
import { LdpcEncoder } from "./ldpc_encode.ts";
import { layOutAll, type LdpcLayout } from "./ldpc_layout.ts";

/** The order in which redundancy versions are sent (3GPP TS 38.214 section 5.1.2.1 leaves it to the base station; this is the usual one). */
const VERSIONS = [0, 2, 3, 1];

/** Where redundancy versions begin in the circular buffer, in lifting sizes, of base graphs 1 and 2 (3GPP TS 38.212 table 5.4.2.1-2). */
const BEGINNINGS = { 1: [0, 17, 33, 56], 2: [0, 13, 25, 43] } as const;

/**
 * Hybrid ARQ with incremental redundancy: each round sends the next redundancy version of the word, of as many bits, and the
 * decoder has what was heard of all of them, those of one place in the word added up.
 */
export class LdpcRounds implements CodeRounds {
  /** The layout of the whole circular buffer. */
  readonly #all: LdpcLayout;
  readonly #encoder: LdpcEncoder;
  readonly #decoder: LdpcDecoder;
  readonly #word: Uint8Array;
  readonly #heard: Float32Array;
  /** Places in the buffer of the bits of each version. */
  readonly #versions: readonly Int32Array[];

  /** @param order Which bit of a version is sent n-th. */
  constructor(
    private readonly layout: LdpcLayout,
    private readonly order: Int32Array,
    iterations: number,
    private readonly belief: LdpcBelief,
  ) {
    this.#all = layOutAll(layout);
    this.#encoder = new LdpcEncoder(this.#all);
    this.#decoder = new LdpcDecoder(this.#all, { iterations });
    this.#word = new Uint8Array(this.#all.n);
    this.#heard = new Float32Array(this.#all.n);
    const { graph, z } = layout;
    const places = this.#all.order;
    this.#versions = BEGINNINGS[graph.number].map((beginning) => {
      // The buffer begins behind the two columns that are never sent; fillers are no part of `places`.
      const first = places.findIndex((place) => place >= (beginning + 2) * z);
      return Int32Array.from({ length: layout.n }, (_, i) => (first + i) % places.length);
    });
  }

  encode(information: Uint8Array, coded: Uint8Array, round: number): void {
    this.#encoder.encode(information, this.#word);
    const version = this.#versions[VERSIONS[round % VERSIONS.length]!]!;
    for (let i = 0; i < coded.length; i++) coded[i] = this.#word[version[this.order[i]!]!]!;
  }

  decode(heard: readonly Float32Array[], soft: Float32Array): boolean {
    const all = this.#heard.fill(0);
    const places = new Set<number>();
    heard.forEach((llr, round) => {
      const version = this.#versions[VERSIONS[round % VERSIONS.length]!]!;
      llr.forEach((value, i) => {
        const place = version[this.order[i]!]!;
        all[place]! += value;
        places.add(place);
      });
    });
    const holds = this.#decoder.decode(all, soft);
    // A bit of which nothing was heard has an LLR of 0, and so takes back what it adds to the redundancy.
    if (holds) this.belief.hold(soft, logOddsOfError(this.#decoder.surprise(), this.#all.n - this.layout.k));
    else this.belief.fail(soft);
    return holds;
  }
}
