import { Tiktoken } from "tiktoken/lite";
import { BYTE_CHARACTERS, bytesOf, charactersOf } from "./byte_alphabet.ts";

/** No piece that is a token needs an encoder. So many others, of so many bytes, have one each before there is one for all. */
const MAX_OWN_ENCODERS = 24;
const MAX_OWN_LENGTH = 48;

/**
 * Byte-pair encoding (Sennrich et al., 2016) of pieces of text: bytes are joined pair by pair, always the pair whose token
 * was learnt first. The encoder is tiktoken's, in WebAssembly; this class translates between its ranks and a file's ids.
 *
 * An encoder that knows 50,000 tokens takes 0.12 s to make, more than all else that a short message needs. A piece can
 * only become tokens that lie within it, so the first pieces have encoders that know no others.
 */
export class BytePairs implements Disposable {
  /** Tokens by the order in which they were learnt. */
  readonly #ranks = new Map<string, number>();
  readonly #idOf: (token: string) => number;
  #idOfRank: Int32Array | undefined;
  #encoder: Tiktoken | undefined;
  #ownEncoders = 0;

  /**
   * @param made The tokens that merges make, in the order they were learnt, in the characters that stand for bytes. Where
   * several make one token the first counts.
   * @param idOf The id of a token, in those characters; one that is never asked for may be any.
   */
  constructor(made: readonly string[], idOf: (token: string) => number) {
    for (const tokens of [BYTE_CHARACTERS, made]) {
      for (const token of tokens) if (!this.#ranks.has(token)) this.#ranks.set(token, this.#ranks.size);
    }
    this.#idOf = idOf;
  }

  /** Encodes a piece of text, which is not cut any further. The time grows with the square of its length. */
  encode(piece: string): Int32Array {
    const characters = charactersOf(piece);
    if (this.#ranks.has(characters)) return Int32Array.of(this.#idOf(characters)); // the encoder would say the same
    if (this.#encoder === undefined && characters.length <= MAX_OWN_LENGTH && this.#ownEncoders < MAX_OWN_ENCODERS) {
      this.#ownEncoders++;
      return this.#encodeAlone(piece, characters);
    }
    this.#encoder ??= createEncoder(this.#ranks);
    const idOfRank = this.#idOfRank ??= Int32Array.from(this.#ranks.keys(), this.#idOf);
    return Int32Array.from(this.#encoder.encode_ordinary(piece), (rank) => idOfRank[rank]!);
  }

  /** Encodes a piece by an encoder that knows the tokens within it. */
  #encodeAlone(piece: string, characters: string): Int32Array {
    const ranks = new Map<string, number>();
    for (let start = 0; start < characters.length; start++) {
      for (let end = start + 1; end <= characters.length; end++) {
        const token = characters.slice(start, end);
        const rank = this.#ranks.get(token);
        if (rank !== undefined) ranks.set(token, rank);
      }
    }
    const idOfRank = new Map(Array.from(ranks, ([token, rank]) => [rank, this.#idOf(token)]));
    const encoder = createEncoder(ranks);
    try {
      return Int32Array.from(encoder.encode_ordinary(piece), (rank) => idOfRank.get(rank)!);
    } finally {
      encoder.free();
    }
  }

  [Symbol.dispose](): void {
    this.#encoder?.free();
  }
}

/** An encoder that knows some tokens, and joins those of lower rank first. */
function createEncoder(ranks: ReadonlyMap<string, number>): Tiktoken {
  const lines = Array.from(ranks, ([token, rank]) => `${bytesOf(token).toBase64()} ${rank}`);
  return new Tiktoken(lines.join("\n"), {}, "(?s).+");
}
