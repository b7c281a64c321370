/** A vocabulary as the file has it: each piece and its log probability, a piece's id being its place. */
export type Vocabulary = readonly (readonly [piece: string, score: number | null])[];

interface Piece {
  readonly id: number;
  readonly score: number;
  /** In code points. */
  readonly length: number;
}

/** A node of the tree of pieces: the piece that ends here, if one does, and where each next code point leads. */
interface Node {
  piece?: Piece;
  readonly next: Map<string, Node>;
}

/** The first pieces of a vocabulary are no text: what is unknown, ends of sentences, spares. */
const RESERVED = 6;
const UNKNOWN: Piece = { id: 0, score: 0, length: 1 };
const SPACE = "\u2581";

/**
 * SentencePiece's unigram tokenizer (Kudo, 2018) as TensorFlow.js's Universal Sentence Encoder Lite has it: Unicode's NFKC,
 * spaces as "▁" and one before the text, upper and lower case kept, then the most likely sequence of pieces. Its
 * particulars are the model's own and kept, so that ids are the same:
 *
 * - A piece without a score (the file has lost those of some with a colon) has 0, and so has a code point that begins
 *   no piece.
 * - A place whose best sum is exactly 0 counts as not yet reached. Of equally likely pieces the shorter one wins.
 * - Neighbouring unknown code points are one unknown token.
 */
export class UnigramTokenizer {
  readonly #root: Node = { next: new Map() };

  constructor(vocabulary: Vocabulary) {
    vocabulary.forEach(([text, score], id) => {
      if (id < RESERVED) return;
      const symbols = [...text];
      let node = this.#root;
      for (const symbol of symbols) {
        if (!node.next.has(symbol)) node.next.set(symbol, { next: new Map() });
        node = node.next.get(symbol)!;
      }
      node.piece = { id, score: score ?? 0, length: symbols.length };
    });
  }

  /** Text to ids: none for an empty text. */
  encode(text: string): number[] {
    const normal = text.normalize("NFKC");
    if (normal === "") return [];
    return idsOf(this.#mostLikely([...(SPACE + normal.replaceAll(" ", SPACE))]));
  }

  /** For each place between code points, the piece that ends there in the most likely sequence up to it (Viterbi). */
  #mostLikely(symbols: readonly string[]): Piece[] {
    const best = new Float64Array(symbols.length + 1);
    const last: Piece[] = new Array(symbols.length + 1).fill(UNKNOWN);
    for (let start = 0; start < symbols.length; start++) {
      const consider = (piece: Piece) => {
        const end = start + piece.length;
        const score = best[start]! + piece.score;
        if (best[end] !== 0 && score < best[end]!) return;
        best[end] = score;
        last[end] = piece;
      };
      let known = false;
      let node: Node | undefined = this.#root;
      for (let end = start; (node = node.next.get(symbols[end] ?? "")) !== undefined; end++) {
        if (node.piece === undefined) continue;
        consider(node.piece);
        known = true;
      }
      if (!known) consider(UNKNOWN);
    }
    return last;
  }
}

/** Follows the pieces back from the end. */
function idsOf(last: readonly Piece[]): number[] {
  const ids: number[] = [];
  for (let place = last.length - 1; place > 0; place -= last[place]!.length) {
    const { id } = last[place]!;
    if (id !== UNKNOWN.id || ids.at(-1) !== UNKNOWN.id) ids.push(id);
  }
  return ids.reverse();
}
