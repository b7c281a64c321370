/** A place in a queue tells a rank and a place in a piece by one number: rank * MAX_PLACES + place. */
const MAX_PLACES = 2 ** 26;

/**
 * Byte-pair encoding: single characters are joined pair by pair, always the pair whose merge was learnt first, and of
 * equal ones the leftmost (Sennrich et al., 2016).
 */
export class BytePairs {
  readonly #rankOf = new Map<string, number>();

  /** @param merges In the order they were learnt: the two texts that become one, with a space between them. */
  constructor(merges: readonly string[]) {
    // Of equal merges the first one counts.
    for (let rank = merges.length - 1; rank >= 0; rank--) this.#rankOf.set(merges[rank]!, rank);
  }

  /** The tokens that some characters become. */
  join(characters: readonly string[]): string[] {
    const tokens = [...characters];
    const end = tokens.length;
    // A token's neighbours; one that was joined to its left neighbour is skipped.
    const next = Int32Array.from(tokens, (_, i) => i + 1);
    const before = Int32Array.from(tokens, (_, i) => i - 1);
    // The rank of each place's pair with its right neighbour, as it is now: what the queue says may be older.
    const ranks = new Float64Array(end).fill(Infinity);
    const queue = new Queue();
    const rankPair = (place: number) => {
      const right = next[place]!;
      const rank = right < end ? this.#rankOf.get(`${tokens[place]} ${tokens[right]}`) : undefined;
      ranks[place] = rank ?? Infinity;
      if (rank !== undefined) queue.push(rank * MAX_PLACES + place);
    };
    for (let place = 0; place < end; place++) rankPair(place);
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const place = key % MAX_PLACES;
      if (ranks[place] !== (key - place) / MAX_PLACES) continue;
      const right = next[place]!;
      tokens[place] += tokens[right]!;
      ranks[right] = Infinity;
      next[place] = next[right]!;
      if (next[place]! < end) before[next[place]!] = place;
      rankPair(place);
      if (before[place]! >= 0) rankPair(before[place]!);
    }
    const joined: string[] = [];
    for (let place = 0; place < end; place = next[place]!) joined.push(tokens[place]!);
    return joined;
  }
}

/** A queue of numbers, the smallest first: a binary heap. */
class Queue {
  readonly #heap: number[] = [];

  push(value: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]! <= value) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = value;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= last) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
