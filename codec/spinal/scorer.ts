import type { Expectation } from "./beam.ts";
import type { Candidates } from "./candidates.ts";
import { type Codebook, maskOfSymbol, ROUND_SYMBOLS } from "./codebook.ts";
import { END } from "../causal/ending.ts";
import type { Evidence } from "./evidence.ts";
import { MAX_SURPRISAL, roundSurprisal, surprisalOf } from "./frame.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { Spine } from "./spine.ts";

/** The units of a codeword. */
interface Place {
  readonly at: number;
  readonly stop: number;
  readonly energy: number;
}

/** Scores the ways to go on from hypotheses, by all tokens of the vocabulary. */
export class Scorer {
  /** All tokens by their rounded surprisals, which say how long their codewords are, and where those of each begin. */
  readonly #tokens: Int32Array;
  readonly #begins = new Int32Array(MAX_SURPRISAL + 2);
  readonly #surprisals: Uint8Array;
  /** The tokens of one surprisal that may still be among the best, and their scores so far. */
  readonly #ids: Int32Array;
  readonly #sums: Float64Array;

  /**
   * @param rounds What was heard of the frame in each round.
   * @param end The token that ends messages.
   */
  constructor(
    private readonly codebook: Codebook,
    private readonly rounds: readonly Evidence[],
    private readonly end: number,
  ) {
    this.#tokens = new Int32Array(codebook.size);
    this.#surprisals = new Uint8Array(codebook.size);
    this.#ids = new Int32Array(codebook.size);
    this.#sums = new Float64Array(codebook.size);
  }

  /**
   * Adds the ways on from a hypothesis, number `parent` of its step, to the candidates. Tokens of one surprisal have
   * codewords of one length: they are scored together, symbol by symbol, and dropped where the rest of the codeword cannot
   * bring them among the best. The likely ones come first, and show of most others that they need no look.
   */
  goOn(parent: number, hypothesis: Hypothesis, { own, shared }: Expectation, best: Candidates): void {
    const { frame, score, steps } = hypothesis;
    this.#sort(shared);
    const at = frame.endOf(steps);
    for (let surprisal = 0; surprisal <= MAX_SURPRISAL; surprisal++) {
      const [begin, end] = [this.#begins[surprisal]!, this.#begins[surprisal + 1]!];
      if (begin === end) continue;
      const after = steps + frame.weightOf(surprisal);
      if (!frame.holds(after)) return;
      const stop = frame.endOf(after);
      const { floor } = best;
      const energy = frame.energyOf(surprisal);
      const most = this.#most(at, stop, energy);
      const least = score + most - floor;
      let count = 0;
      for (let i = begin; i < end; i++) {
        const token = this.#tokens[i]!;
        const bits = this.#bitsOf(token, own);
        if (bits >= least) continue;
        this.#ids[count] = token;
        this.#sums[count++] = score - bits;
      }
      count = this.#hear(count, hypothesis.spine, { at, stop, energy }, most, floor);
      for (let i = 0; i < count; i++) best.add({ parent, token: this.#ids[i]!, steps: after, score: this.#sums[i]! });
    }
  }

  /**
   * Adds what was heard from unit `at` up to `stop` to the scores of the first `count` tokens, and keeps those that come
   * above the floor.
   * @param most That they can still get.
   * @returns How many they are.
   */
  #hear(count: number, spine: Spine, { at, stop, energy }: Place, most: number, floor: number): number {
    const { symbolLength } = this.rounds[0]!;
    const [ids, sums] = [this.#ids, this.#sums];
    let rest = most;
    for (let number = 0, place = at; place < stop && count > 0; number++, place += symbolLength) {
      const next = Math.min(place + symbolLength, stop);
      for (let round = 0; round < this.rounds.length; round++) {
        const evidence = this.rounds[round]!;
        const table = evidence.ratios(place, next - place, energy);
        const symbol = number + round * ROUND_SYMBOLS;
        const [column, mask] = [this.codebook.column(symbol), maskOfSymbol(spine, symbol)];
        rest -= evidence.most(place, next, energy);
        const least = floor - rest;
        let kept = 0;
        for (let i = 0; i < count; i++) {
          const token = ids[i]!;
          const sum = sums[i]! + table[column[token]! ^ mask]!;
          if (sum > least) {
            ids[kept] = token;
            sums[kept++] = sum;
          }
        }
        count = kept;
      }
    }
    return count;
  }

  /** Sorts all tokens by their rounded surprisals. */
  #sort(logProbabilities: Float32Array): void {
    const [surprisals, begins, tokens] = [this.#surprisals, this.#begins, this.#tokens];
    begins.fill(0);
    for (let token = 0; token < logProbabilities.length; token++) {
      const surprisal = roundSurprisal(this.#bitsOf(token, logProbabilities));
      surprisals[token] = surprisal;
      begins[surprisal + 1]!++;
    }
    for (let i = 1; i < begins.length; i++) begins[i]! += begins[i - 1]!;
    for (let token = 0; token < logProbabilities.length; token++) tokens[begins[surprisals[token]!]!++] = token;
    begins.copyWithin(1, 0);
    begins[0] = 0;
  }

  #bitsOf(token: number, logProbabilities: Float32Array): number {
    return surprisalOf(logProbabilities[token]!, token === this.end ? END.inner : 0);
  }

  /** The most that what was heard from unit `from` up to `to`, in all rounds, can add to a score. */
  #most(from: number, to: number, energy: number): number {
    return this.rounds.reduce((sum, evidence) => sum + evidence.most(from, to, energy), 0);
  }

  /** What was heard from unit `from` up to `to` says for a codeword after a spine, in bits. */
  ratioOf(codeword: number, spine: Spine, from: number, to: number, energy = 1): number {
    const { symbolLength } = this.rounds[0]!;
    let sum = 0;
    for (let number = 0, at = from; at < to; number++, at += symbolLength) {
      const units = Math.min(to - at, symbolLength);
      this.rounds.forEach((evidence, round) => {
        const symbol = this.codebook.symbol(codeword, number + round * ROUND_SYMBOLS, spine);
        sum += evidence.ratios(at, units, energy)[symbol]!;
      });
    }
    return sum;
  }
}
