import { Tiktoken } from "tiktoken/lite";
import { BYTE_CHARACTERS, bytesOf } from "./byte_alphabet.ts";

/**
 * Byte-pair encoding (Sennrich et al., 2016) of pieces of text: bytes are joined pair by pair, always the pair whose token
 * was learnt first. The encoder is tiktoken's, in WebAssembly; this class translates between its ranks and a file's ids.
 */
export class BytePairs implements Disposable {
  readonly #encoder: Tiktoken;
  readonly #idOfRank: Int32Array;

  /**
   * @param merges In the order they were learnt: the two tokens that become one, with a space between them. Of several
   * that make one token the first counts.
   * @param idOf The id of a token, in the characters that stand for bytes; one that is never asked for may be any.
   */
  constructor(merges: readonly string[], idOf: (token: string) => number) {
    const tokens = new Set(BYTE_CHARACTERS);
    for (const merge of merges) tokens.add(merge.replace(" ", ""));
    const lines: string[] = [];
    for (const token of tokens) lines.push(`${bytesOf(token).toBase64()} ${lines.length}`);
    this.#encoder = new Tiktoken(lines.join("\n"), {}, "[\\s\\S]+");
    this.#idOfRank = Int32Array.from(tokens, idOf);
  }

  /** Encodes a piece of text, which is not cut any further. The time grows with the square of its length. */
  encode(piece: string): Int32Array {
    return Int32Array.from(this.#encoder.encode_ordinary(piece), (rank) => this.#idOfRank[rank]!);
  }

  [Symbol.dispose](): void {
    this.#encoder.free();
  }
}
