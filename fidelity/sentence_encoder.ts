import { RefusedError } from "../errors.ts";
import { maskOf, padRows } from "../runtime/batch.ts";
import { readBundled } from "../runtime/bundled.ts";
import { Session, viewFloats, WEIGHTS } from "../runtime/session.ts";
import { hashHex } from "../runtime/sha256.ts";
import { splitWords } from "../text/words.ts";
import { type Characters, WordPieceTokenizer } from "./word_piece.ts";

/** Where the sentence encoder lies: beside the program, or inside the compiled one. */
const FOLDER: URL = new URL("../models/all-minilm-l6-v2/", import.meta.url);

/** Texts of a batch: fewer take up to three times as long, more no less. */
const ROWS = 8;

/** A text as it was sent and as it was received. */
interface Pair {
  readonly text: string;
  readonly reconstruction: string;
}

/** The encoder's `model.json`, which models/recipe/all_minilm.py wrote. */
interface Manifest {
  /** It reads no more tokens than this of a text. */
  readonly max_tokens: number;
  readonly files: Readonly<Record<string, { readonly sha256: string }>>;
}

/**
 * Similarity of meaning: the cosine, -1 to 1, of two texts' embeddings by all-MiniLM-L6-v2 (sentence-transformers; after
 * Reimers and Gurevych, 2019), which is made for English. The same text has 1, a paraphrase mostly 0.6 or more, sentences
 * that have nothing to do with each other -0.1 to 0.25. A changed number or a lost negation may cost no more than 0.1, who
 * did what to whom 0.01, accents and capitals nothing. Weights have 8 bits: a cosine is within 0.01 of sentence-transformers'.
 *
 * The encoder reads the first 254 word pieces of a text, about 200 words. A text without a word has no meaning to compare:
 * two of them have 1, and one beside a text with words has 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * await using encoder = await SentenceEncoder.open();
 * const text = "The ferry leaves at six.";
 * const [alike, unlike] = await encoder.compare([
 *   { text, reconstruction: "The boat departs at six o'clock." },
 *   { text, reconstruction: "The soup needs more salt." },
 * ]);
 * assert.ok(alike! > 0.5 && unlike! < 0.3);
 * ```
 */
export class SentenceEncoder implements AsyncDisposable {
  private constructor(
    private readonly tokenizer: WordPieceTokenizer,
    private readonly session: Session,
    private readonly maxTokens: number,
  ) {}

  /**
   * Reads the encoder, 24 MB. It runs in one thread.
   * @param folder Where it lies: by default where it comes with semcom.
   * @throws {RefusedError} if a file of it is missing or damaged.
   */
  static async open(folder = FOLDER): Promise<SentenceEncoder> {
    const manifest: Manifest = JSON.parse(new TextDecoder().decode(read(folder, "model.json")));
    const file = async (name: string) => {
      const bytes = read(folder, name);
      if (await hashHex(bytes) !== manifest.files[name]!.sha256) throw createRefusal(name, "damaged");
      return bytes;
    };
    const vocabulary = new TextDecoder().decode(await file("vocab.txt"));
    const characters: Characters = JSON.parse(new TextDecoder().decode(await file("characters.json")));
    const files = new Map<string, Uint8Array>();
    for (const name of ["model.onnx", WEIGHTS]) files.set(name, await file(name));
    const session = await Session.open(files, "model.onnx", 1);
    return new SentenceEncoder(new WordPieceTokenizer(vocabulary, characters), session, manifest.max_tokens);
  }

  /**
   * Compares pairs: the similarity of each. All pairs of one call share batches, on which the last bits depend (1e-7): the
   * same pairs in the same order have the same figures.
   */
  async compare(pairs: readonly Pair[]): Promise<number[]> {
    const known = pairs.map(compareWithoutEncoder);
    const compared = pairs.filter((_, i) => known[i] === undefined);
    const embeddings = await this.embed(
      new Set(compared.flatMap(({ text, reconstruction }) => [text, reconstruction])),
    );
    return pairs.map(({ text, reconstruction }, i) =>
      known[i] ?? cosine(embeddings.get(text)!, embeddings.get(reconstruction)!)
    );
  }

  /** Embeds texts: 384 numbers each, a vector of length 1. */
  async embed(texts: Iterable<string>): Promise<Map<string, Float32Array>> {
    const rows = Array.from(texts, (text) => ({ text, ids: this.tokenizer.encode(text, this.maxTokens) }))
      .sort((a, b) => a.ids.length - b.ids.length);
    const embeddings = new Map<string, Float32Array>();
    for (let first = 0; first < rows.length; first += ROWS) {
      const batch = rows.slice(first, first + ROWS);
      const lengths = batch.map(({ ids }) => ids.length);
      const width = lengths.at(-1)!;
      const shape = [batch.length, width];
      const { vectors } = await this.session.run({
        ids: this.session.integers(padRows(batch.map(({ ids }) => ids), width, 0, Int32Array), shape),
        mask: this.session.float(maskOf(lengths, width), shape),
      });
      const flat = viewFloats(vectors!);
      const size = flat.length / batch.length;
      batch.forEach(({ text }, i) => embeddings.set(text, flat.subarray(i * size, (i + 1) * size)));
    }
    return embeddings;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.session.dispose();
  }
}

/** The similarity of a pair that needs no encoder; undefined where it does. */
function compareWithoutEncoder({ text, reconstruction }: Pair): number | undefined {
  if (text === reconstruction) return 1;
  const blank = [text, reconstruction].filter((one) => splitWords(one).length === 0).length;
  return blank === 0 ? undefined : blank - 1;
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return Math.min(1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
}

function read(folder: URL, name: string): Uint8Array<ArrayBuffer> {
  try {
    return readBundled(new URL(name, folder));
  } catch {
    throw createRefusal(name, "missing");
  }
}

function createRefusal(name: string, how: string): RefusedError {
  return new RefusedError(`Cannot measure similarity: the sentence encoder's ${name} is ${how}: install semcom again`);
}
