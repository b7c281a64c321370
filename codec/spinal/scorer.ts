import type { Candidates } from "./candidates.ts";
import { type Codebook, maskOfSymbol } from "./codebook.ts";
import { END } from "./ending.ts";
import type { Evidence } from "./evidence.ts";
import { MAX_SURPRISAL, roundSurprisal, STEPS, TOKEN_WEIGHT } from "./frame.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { Spine } from "./spine.ts";

/**
 * Tokens are scored in two rounds, the likely ones first: what they come to shows of nearly all others that they cannot be
 * among the best, before any of their symbols is looked at.
 */
const ROUNDS = [[0, 6 * STEPS], [6 * STEPS, MAX_SURPRISAL + 1]] as const;

const BITS = Math.LOG2E;

/** Scores the ways to go on from hypotheses, by all tokens of the vocabulary. */
export class Scorer {
  /** The tokens that may still be among the best, the sums of their scores so far, and their places: see `goOn`. */
  readonly #ids: Int32Array;
  readonly #sums: Float64Array;
  readonly #lengths: Int32Array;
  readonly #surprisals: Int32Array;

  /** @param end The token that ends messages. */
  constructor(readonly codebook: Codebook, readonly evidence: Evidence, private readonly end: number) {
    this.#ids = new Int32Array(codebook.size);
    this.#sums = new Float64Array(codebook.size);
    this.#lengths = new Int32Array(codebook.size);
    this.#surprisals = new Int32Array(codebook.size);
  }

  /**
   * Adds the ways on from a hypothesis, number `parent` of its step, to the candidates.
   * @param logProbabilities Of all tokens to come next, base e: [vocabulary].
   */
  goOn(
    parent: number,
    { frame, score, steps, spine }: Hypothesis,
    logProbabilities: Float32Array,
    best: Candidates,
  ): void {
    const { evidence, codebook, end } = this;
    const { bounds, symbolLength } = evidence;
    const at = frame.endOf(steps);
    // By the rounded surprisal of a token: the units of its codeword, and the most that its score can come to.
    const units = new Int32Array(MAX_SURPRISAL + 1);
    const hopes = new Float64Array(MAX_SURPRISAL + 1);
    for (let surprisal = 0; surprisal <= MAX_SURPRISAL; surprisal++) {
      const after = steps + surprisal + TOKEN_WEIGHT;
      units[surprisal] = frame.endOf(after) - at;
      hopes[surprisal] = frame.holds(after) ? score + bounds[at + units[surprisal]!]! - bounds[at]! : -Infinity;
    }
    const [ids, sums, lengths, surprisals] = [this.#ids, this.#sums, this.#lengths, this.#surprisals];
    for (const [from, to] of ROUNDS) {
      let count = 0;
      const floor = best.floor;
      for (let token = 0; token < logProbabilities.length; token++) {
        let bits = -logProbabilities[token]! * BITS;
        if (token === end) bits += END.inner;
        const surprisal = roundSurprisal(bits);
        if (surprisal < from || surprisal >= to || hopes[surprisal]! - bits <= floor) continue;
        ids[count] = token;
        sums[count] = score - bits;
        lengths[count] = units[surprisal]!;
        surprisals[count++] = surprisal;
      }
      for (let number = 0; count > 0; number++) {
        const [column, mask] = [codebook.column(number), maskOfSymbol(spine, number)];
        const place = at + number * symbolLength;
        const floor = best.floor;
        // Of a symbol's length from 0 units to all: most codewords end within a symbol that is cut.
        const tables: Float32Array[] = [];
        let kept = 0;
        for (let i = 0; i < count; i++) {
          const left = lengths[i]! - number * symbolLength;
          const token = ids[i]!;
          let sum = sums[i]!;
          if (left > 0) {
            const heard = Math.min(left, symbolLength);
            const table = tables[heard] ??= evidence.ratios(place, heard);
            sum += table[column[token]! ^ mask]!;
          }
          if (left <= symbolLength) {
            if (sum > floor) best.add({ parent, token, steps: steps + surprisals[i]! + TOKEN_WEIGHT, score: sum });
          } else if (sum + bounds[at + lengths[i]!]! - bounds[place + symbolLength]! > floor) {
            ids[kept] = token;
            sums[kept] = sum;
            lengths[kept] = lengths[i]!;
            surprisals[kept++] = surprisals[i]!;
          }
        }
        count = kept;
      }
    }
  }

  /** What was heard from unit `from` up to `to` says for a codeword after a spine, in bits. */
  ratioOf(codeword: number, spine: Spine, from: number, to: number): number {
    const { symbolLength } = this.evidence;
    let sum = 0;
    for (let number = 0, at = from; at < to; number++, at += symbolLength) {
      sum += this.evidence.ratios(at, Math.min(to - at, symbolLength))[this.codebook.symbol(codeword, number, spine)]!;
    }
    return sum;
  }
}
