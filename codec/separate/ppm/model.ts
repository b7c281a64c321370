/** Symbols: the 256 bytes, and the end of a message. */
export const SYMBOLS = 257;
export const END = 256;

/** Bytes that a context has at most. */
const ORDER = 6;

/** The part of a symbol's count that a context leaves to shorter ones, where it occurred once, twice, and more often. */
const DISCOUNTS = [0.8, 1.1, 1.3];

/** Room for so many contexts at first. */
const CAPACITY = 2 ** 20;

/**
 * Prediction by partial matching over bytes (Cleary and Witten, IEEE Trans. Communications 32(4), 1984) that learns from
 * what it reads: how often each symbol followed the last 6, 5, ... 0 bytes. Instead of escapes all lengths of context are
 * blended, as interpolated Kneser-Ney smoothing does (Chen and Goodman, Computer Speech and Language 13, 1999); a shorter context counts what
 * was new in the longer one alone (update exclusion). All is sums, products and quotients of doubles: both ends of a link, on any
 * machine, get the same to the bit.
 *
 * Contexts are nodes of a tree: the children of a context are those that are a symbol longer.
 */
export class PpmModel {
  #symbol = new Uint16Array(CAPACITY);
  #count = new Uint32Array(CAPACITY);
  #firstChild = new Int32Array(CAPACITY);
  #nextSibling = new Int32Array(CAPACITY);
  /** Nodes that there are: the root is node 0, and a child is never 0. */
  #size = 1;
  /** The node of the last k symbols of the message, by k, as far as there are such. */
  #contexts: number[] = [0];
  /** Changes since {@linkcode mark}: a node and what its count and first child were. */
  #changes: number[] | undefined;
  #marked = 1;

  /** Begins a message: what comes before it is the end of another. */
  begin(): void {
    this.#contexts = [0, this.#childOf(0, END) || this.#add(0, END)];
  }

  /** From here on {@linkcode revert} comes back to what was learnt before. */
  mark(): void {
    this.#changes = [];
    this.#marked = this.#size;
  }

  /** Forgets all since {@linkcode mark}. */
  revert(): void {
    const changes = this.#changes!;
    while (changes.length > 0) {
      const [node, count, child] = changes.splice(-3) as [number, number, number];
      this.#count[node] = count;
      this.#firstChild[node] = child;
    }
    this.#size = this.#marked;
  }

  /** Fills in the probability of each symbol to come next: [257]. */
  predict(probabilities: Float64Array): void {
    probabilities.fill(1 / SYMBOLS);
    for (const context of this.#contexts) {
      let [total, left] = [0, 0];
      for (let child = this.#firstChild[context]!; child !== 0; child = this.#nextSibling[child]!) {
        const count = this.#count[child]!;
        total += count;
        left += discountOf(count);
      }
      if (total === 0) continue;
      const rest = left / total;
      for (let i = 0; i < SYMBOLS; i++) probabilities[i]! *= rest;
      for (let child = this.#firstChild[context]!; child !== 0; child = this.#nextSibling[child]!) {
        const count = this.#count[child]!;
        probabilities[this.#symbol[child]!]! += (count - discountOf(count)) / total;
      }
    }
  }

  /** Learns the next symbol. */
  learn(symbol: number): void {
    const next = [0];
    let counts = true;
    for (let k = this.#contexts.length - 1; k >= 0; k--) {
      const context = this.#contexts[k]!;
      let child = this.#childOf(context, symbol);
      const isNew = child === 0 || this.#count[child] === 0;
      if (child === 0) child = this.#add(context, symbol);
      if (counts) {
        this.#remember(child);
        this.#count[child]!++;
      }
      if (!isNew) counts = false;
      next[k + 1] = child;
    }
    this.#contexts = next.slice(0, ORDER + 1);
  }

  #childOf(node: number, symbol: number): number {
    let child = this.#firstChild[node]!;
    while (child !== 0 && this.#symbol[child] !== symbol) child = this.#nextSibling[child]!;
    return child;
  }

  #add(node: number, symbol: number): number {
    if (this.#size === this.#symbol.length) this.#grow();
    const child = this.#size++;
    this.#remember(node);
    this.#symbol[child] = symbol;
    this.#count[child] = 0;
    this.#firstChild[child] = 0;
    this.#nextSibling[child] = this.#firstChild[node]!;
    this.#firstChild[node] = child;
    return child;
  }

  #remember(node: number): void {
    if (node < this.#marked) this.#changes?.push(node, this.#count[node]!, this.#firstChild[node]!);
  }

  #grow(): void {
    const capacity = 2 * this.#symbol.length;
    const copy = <T extends Uint16Array | Uint32Array | Int32Array>(bigger: T, all: T) => (bigger.set(all), bigger);
    this.#symbol = copy(new Uint16Array(capacity), this.#symbol);
    this.#count = copy(new Uint32Array(capacity), this.#count);
    this.#firstChild = copy(new Int32Array(capacity), this.#firstChild);
    this.#nextSibling = copy(new Int32Array(capacity), this.#nextSibling);
  }
}

function discountOf(count: number): number {
  return count === 0 ? 0 : DISCOUNTS[Math.min(count, DISCOUNTS.length) - 1]!;
}
