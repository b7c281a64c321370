/** A way to go on from a hypothesis. */
export interface Candidate {
  /** The hypothesis. */
  readonly parent: number;
  readonly token: number;
  /** The weight of all tokens up to this one, in steps. */
  readonly steps: number;
  /** In bits. */
  readonly score: number;
}

/**
 * Keeps the best candidates of a step: at most `width` of them, none more than `prune` bits behind the best, and none
 * below `least`.
 */
export class Candidates {
  /** A heap with the worst on top. */
  readonly #heap: Candidate[] = [];
  #best = -Infinity;

  constructor(private readonly width: number, private readonly prune: number, private readonly least: number) {}

  /** A candidate must score above this to be kept. */
  get floor(): number {
    const worst = this.#heap.length >= this.width ? this.#heap[0]!.score : -Infinity;
    return Math.max(worst, this.#best - this.prune, this.least);
  }

  add(candidate: Candidate): void {
    if (!(candidate.score > this.floor)) return;
    this.#best = Math.max(this.#best, candidate.score);
    if (this.#heap.length < this.width) this.#rise(this.#heap.push(candidate) - 1);
    else {
      this.#heap[0] = candidate;
      this.#sink();
    }
  }

  /** Those that were kept, the best first. */
  list(): Candidate[] {
    const floor = this.#best - this.prune;
    return this.#heap.filter(({ score }) => score > floor).sort(byScore);
  }

  #rise(at: number): void {
    const heap = this.#heap;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.score <= heap[at]!.score) return;
      [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && heap[child]!.score < heap[least]!.score) least = child;
      }
      if (least === at) return;
      [heap[least], heap[at]] = [heap[at]!, heap[least]!];
      at = least;
    }
  }
}

/** Orders the best first; equal scores by what they are, so that the order never depends on how they were found. */
export function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || a.parent - b.parent || a.token - b.token || a.steps - b.steps;
}
