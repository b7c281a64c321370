import { Tiktoken } from "tiktoken/lite";
import { RefusedError } from "../errors.ts";

/** How GPT-2 and BART cut text into pieces before byte-pair encoding (Radford et al., 2019). */
const PIECES = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** The part of a Hugging Face `tokenizer.json` that byte-level byte-pair encoding needs. */
interface TokenizerFile {
  model: { type?: string; vocab: Record<string, number>; merges: ([string, string] | string)[] };
}

/**
 * Byte-level byte-pair encoding as in GPT-2 and BART: any text to token ids and back without loss.
 * The encoder is tiktoken's, in WebAssembly; this class only translates between its ranks and the file's ids.
 */
export class Tokenizer implements Disposable {
  readonly #encoder: Tiktoken;
  readonly #idOfRank: Int32Array;
  readonly #bytesOfId: readonly (Uint8Array | undefined)[];

  /**
   * @param json The text of a `tokenizer.json`.
   * @throws {RefusedError} if it does not hold a byte-level byte-pair encoding.
   */
  constructor(json: string) {
    const { vocab, merges } = parse(json);
    const byteOfCharacter = byteAlphabet();
    const ranks: string[] = [];
    const idOfRank: number[] = [];
    const bytesOfId: Uint8Array[] = [];
    const add = (token: string) => {
      const id = vocab[token];
      const bytes = Uint8Array.from(token, (character) => byteOfCharacter.get(character) ?? -1);
      if (id === undefined) {
        throw new RefusedError(`Cannot read tokenizer.json: its vocabulary lacks the token ${token}`);
      }
      ranks.push(`${bytes.toBase64()} ${ranks.length}`);
      idOfRank.push(id);
      bytesOfId[id] = bytes;
    };
    for (const character of byteOfCharacter.keys()) add(character);
    for (const merge of merges) add(typeof merge === "string" ? merge.replace(" ", "") : merge.join(""));
    this.#encoder = new Tiktoken(ranks.join("\n"), {}, PIECES);
    this.#idOfRank = Int32Array.from(idOfRank);
    this.#bytesOfId = bytesOfId;
  }

  /** Text to token ids. An unpaired surrogate, which no UTF-8 can hold, becomes U+FFFD. */
  encode(text: string): Int32Array {
    return Int32Array.from(this.#encoder.encode_ordinary(text), (rank) => this.#idOfRank[rank]!);
  }

  /** Token ids to text. Ids without bytes (special tokens) vanish; bytes that are no UTF-8 become U+FFFD. */
  decode(ids: Iterable<number>): string {
    const parts = Array.from(ids, (id) => this.bytes(id));
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  /** The bytes of a token; none for a special one. */
  bytes(id: number): Uint8Array {
    return this.#bytesOfId[id] ?? new Uint8Array();
  }

  [Symbol.dispose](): void {
    this.#encoder.free();
  }
}

function parse(json: string): TokenizerFile["model"] {
  let model: TokenizerFile["model"] | undefined;
  try {
    model = (JSON.parse(json) as TokenizerFile).model;
  } catch (error) {
    throw new RefusedError(`Cannot read tokenizer.json: ${(error as Error).message}`);
  }
  if (typeof model?.vocab !== "object" || !Array.isArray(model.merges)) {
    throw new RefusedError("Cannot read tokenizer.json: it holds no byte-pair encoding (model.vocab and model.merges)");
  }
  return model;
}

/** GPT-2's printable stand-in for each byte, in the order of the bytes' ranks. */
function byteAlphabet(): Map<string, number> {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 255 && byte !== 173);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const hidden = bytes.filter((byte) => !printable(byte));
  const character = (byte: number) => String.fromCharCode(printable(byte) ? byte : 256 + hidden.indexOf(byte));
  return new Map(bytes.map((byte) => [character(byte), byte]));
}
