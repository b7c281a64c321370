import { softplus } from "./belief.ts";
import { NODE, type PolarSchedule } from "./polar_schedule.ts";

/** Decisions of a node that a path may turn over: the bits of a number. */
export const MAX_FLIPS = 32;

/** A longer list is sorted where it is cut; a shorter one is looked through, which is as fast. */
const SHORT_LIST = 16;

/** The large arrays of a decoder. */
interface Workspace {
  readonly llrs: readonly Float64Array[];
  readonly decisions: readonly Float64Array[];
  /** The same numbers' halves, the one with the sign second: a comparison with 0 would be a branch that goes either way. */
  readonly llrHalves: readonly Int32Array[];
  readonly decisionHalves: readonly Int32Array[];
}

const workspaces = new Map<string, Workspace>();

/**
 * The arrays for a mother code and a list, which all decoders of such share: a link keeps hundreds of codes, a list of 1,024 takes 34 MB, and
 * none of them is needed longer than a block takes.
 */
function workspaceOf(root: number, list: number): Workspace {
  const key = `${root},${list}`;
  let workspace = workspaces.get(key);
  if (workspace === undefined) {
    const stages = Array.from({ length: root + 1 }, (_, stage) => stage);
    const llrs = stages.map((stage) => new Float64Array(stage === root ? 1 << root : list << stage));
    const decisions = stages.map((stage) => new Float64Array(list << stage));
    const halvesOf = ({ buffer }: Float64Array<ArrayBuffer>) => new Int32Array(buffer);
    workspace = { llrs, decisions, llrHalves: llrs.map(halvesOf), decisionHalves: decisions.map(halvesOf) };
    workspaces.set(key, workspace);
  }
  return workspace;
}

/**
 * Successive-cancellation list decoding of a polar code (Tal and Vardy, 2015) in the LLR domain (Balatsoukas-Stimming
 * et al., 2015): min-sum updates, a path's metric is the sum of |LLR| over the decisions that go against their LLR.
 * Nodes of one kind are decided at once (Hashemi et al., 2017), which leaves the list as it would have been bit by bit.
 *
 * All paths move in step, so at every stage each path writes into its own slot and a fork copies no data: only
 * where to find each stage. Decisions are +1 for bit 0 and -1 for bit 1, so that the updates are products.
 *
 * What it has of a block is there until another decoder is given one.
 */
export class PolarListDecoder {
  readonly #schedule: PolarSchedule;
  /** Weakest decisions of a node that are looked at. */
  readonly #room: number;
  /** Paths allowed in the present run. */
  #list = 1;
  readonly #root: number;
  /** LLRs by stage: slot p of stage s is at p << s. The root has one slot, the channel's LLRs. */
  readonly #llrs: readonly Float64Array[];
  /** Decisions of completed left children (and of the root) by stage, laid out likewise. */
  readonly #decisions: readonly Float64Array[];
  readonly #llrHalves: readonly Int32Array[];
  readonly #decisionHalves: readonly Int32Array[];
  /** The slot in which path p finds the LLRs of stage s: at 16 p + s. */
  readonly #llrSlot: Uint16Array;
  /** The slot in which path p finds the decisions of stage s: at 16 p + s. */
  readonly #decisionSlot: Uint16Array;
  /** Paths alive: 0 to #paths - 1. */
  #paths = 1;
  readonly #metric: Float64Array;
  /** Cost of the other choice of the present fork for each path; Infinity once it has been taken or dropped. */
  readonly #other: Float64Array;
  /** Paths by their other choice's cost, and by their metric from the largest. */
  readonly #order: Uint16Array;
  readonly #worst: Uint16Array;
  /** Which of the node's weakest decisions each path has turned over, a bit each. */
  readonly #flips: Int32Array;
  /** The node's weakest LLRs in each slot, weakest first: magnitude and place, #room to a slot. */
  readonly #weak: Float64Array;
  readonly #weakAt: Int32Array;

  /** A decoder with room for `list` paths. */
  constructor(length: number, schedule: PolarSchedule, list: number) {
    this.#schedule = schedule;
    this.#room = Math.min(list, MAX_FLIPS);
    this.#root = Math.log2(length);
    const { llrs, decisions, llrHalves, decisionHalves } = workspaceOf(this.#root, list);
    this.#llrs = llrs;
    this.#decisions = decisions;
    this.#llrHalves = llrHalves;
    this.#decisionHalves = decisionHalves;
    this.#llrSlot = new Uint16Array(16 * list);
    this.#decisionSlot = new Uint16Array(16 * list);
    this.#metric = new Float64Array(list);
    this.#other = new Float64Array(list);
    this.#order = new Uint16Array(list);
    this.#worst = new Uint16Array(list);
    this.#flips = new Int32Array(list);
    this.#weak = new Float64Array(list * this.#room);
    this.#weakAt = new Int32Array(list * this.#room);
  }

  /** The LLRs of the mother code's bits: write them here, then decode. */
  get input(): Float64Array {
    return this.#llrs[this.#root]!;
  }

  /**
   * Decodes `input`, which stays as it is, with at most `list` paths (1: plain successive cancellation). Returns the
   * number of paths left, numbered from 0 in no order.
   */
  decode(list: number): number {
    const { kind, stage, opens, completes } = this.#schedule;
    this.#list = list;
    this.#paths = 1;
    this.#metric[0] = 0;
    this.#llrSlot.fill(0);
    for (let node = 0; node < kind.length; node++) {
      const at = stage[node]!;
      this.#descend(opens[node]!, at);
      switch (kind[node]) {
        case NODE.zero:
          this.#decideZero(at);
          break;
        case NODE.repetition:
          this.#decideRepetition(at);
          break;
        case NODE.parity:
          this.#decideWeakest(at, true);
          break;
        default:
          this.#decideWeakest(at, false);
      }
      this.#ascend(at, completes[node]!, kind[node]!);
    }
    return this.#paths;
  }

  /** The metric of a path: smaller is likelier, about -ln of its probability but for a constant. */
  metric(path: number): number {
    return this.#metric[path]!;
  }

  /** The codeword of a path, packed 32 bits to a word as polarTransform takes it. */
  codeword(path: number, words: Uint32Array): void {
    const halves = this.#decisionHalves[this.#root]!;
    let at = 2 * (path << this.#root) + 1;
    for (let i = 0; i < words.length; i++) {
      let word = 0;
      for (let bit = 0; bit < 32; bit++, at += 2) word |= (halves[at]! >>> 31) << bit;
      words[i] = word;
    }
  }

  /** -ln of the probability of a path's codeword, given what was heard of each of its bits alone. */
  surprise(path: number): number {
    const { input } = this;
    const decisions = this.#decisions[this.#root]!;
    const from = path << this.#root;
    let sum = 0;
    for (let i = 0; i < input.length; i++) sum += softplus(-decisions[from + i]! * input[i]!);
    return sum;
  }

  /** LLRs from the stage above `top`, where the new node's branch leaves what is known, down to `bottom`. */
  #descend(top: number, bottom: number): void {
    const paths = this.#paths;
    const llrSlot = this.#llrSlot;
    let stage = top;
    if (top < this.#root) {
      const above = this.#llrs[top + 1]!;
      const here = this.#llrs[top]!;
      const left = this.#decisions[top]!;
      for (let p = 0; p < paths; p++) {
        const from = llrSlot[16 * p + top + 1]! << (top + 1);
        rightChild(above, from, left, this.#decisionSlot[16 * p + top]! << top, here, p << top, 1 << top);
        llrSlot[16 * p + top] = p;
      }
    }
    while (--stage >= bottom) {
      const above = this.#llrs[stage + 1]!;
      const here = this.#llrs[stage]!;
      for (let p = 0; p < paths; p++) {
        leftChild(above, llrSlot[16 * p + stage + 1]! << (stage + 1), here, p << stage, 1 << stage);
        llrSlot[16 * p + stage] = p;
      }
    }
  }

  #decideZero(stage: number): void {
    const llrs = this.#llrs[stage]!;
    for (let p = 0; p < this.#paths; p++) {
      let against = 0;
      for (let i = p << stage, end = i + (1 << stage); i < end; i++) {
        const llr = llrs[i]!;
        against += Math.abs(llr) - llr;
      }
      this.#metric[p]! += against / 2;
    }
  }

  #decideRepetition(stage: number): void {
    const llrs = this.#llrs[stage]!;
    for (let p = 0; p < this.#paths; p++) {
      let sum = 0;
      let magnitude = 0;
      for (let i = p << stage, end = i + (1 << stage); i < end; i++) {
        const llr = llrs[i]!;
        sum += llr;
        magnitude += Math.abs(llr);
      }
      this.#flips[p] = sum < 0 ? 1 : 0;
      this.#metric[p]! += (magnitude - Math.abs(sum)) / 2;
      this.#other[p] = this.#metric[p]! + Math.abs(sum);
    }
    this.#fork(1);
  }

  /** A node whose bits are free, or free but for even parity: the list can only differ in its weakest decisions. */
  #decideWeakest(stage: number, parity: boolean): void {
    const list = this.#list;
    const room = this.#room;
    const weak = this.#weak;
    const metric = this.#metric;
    const flips = this.#flips;
    const length = 1 << stage;
    const count = Math.min(length, MAX_FLIPS, parity ? list : list - 1);
    for (let p = 0; p < this.#paths; p++) {
      const odd = this.#findWeakest(stage, p, count);
      // Parity is restored by turning over the weakest decision, bit 0 of the flips.
      flips[p] = parity && odd ? 1 : 0;
      if (parity && odd) metric[p]! += weak[p * room]!;
    }
    for (let round = parity ? 1 : 0; round < count; round++) {
      for (let p = 0; p < this.#paths; p++) {
        const slot = this.#llrSlot[16 * p + stage]!;
        let cost = weak[slot * room + round]!;
        // Turning over one more decision of even parity takes the weakest along, to and fro.
        if (parity) cost += flips[p]! & 1 ? -weak[slot * room]! : weak[slot * room]!;
        this.#other[p] = metric[p]! + cost;
      }
      // The decisions still to come are stronger: once no path gains by turning one over, none will.
      if (!this.#fork(parity ? (1 << round) | 1 : 1 << round)) break;
    }
  }

  /** Fills the weakest `count` LLRs of a slot, weakest first; returns whether its hard decisions have odd parity (false where none are looked at). */
  #findWeakest(stage: number, slot: number, count: number): boolean {
    if (count === 0) return false;
    const llrs = this.#llrs[stage]!;
    const halves = this.#llrHalves[stage]!;
    const weak = this.#weak;
    const weakAt = this.#weakAt;
    const first = slot * this.#room;
    const base = slot << stage;
    const length = 1 << stage;
    let odd = 0;
    let filled = 0;
    let bar = Infinity;
    for (let i = 0; i < length; i++) {
      const llr = llrs[base + i]!;
      const magnitude = Math.abs(llr);
      odd ^= halves[2 * (base + i) + 1]! >>> 31; // no LLR is -0, as sums of others are none
      if (magnitude >= bar) continue;
      let j = filled < count ? filled++ : count - 1;
      while (j > 0 && weak[first + j - 1]! > magnitude) {
        weak[first + j] = weak[first + j - 1]!;
        weakAt[first + j] = weakAt[first + j - 1]!;
        j--;
      }
      weak[first + j] = magnitude;
      weakAt[first + j] = i;
      if (filled === count) bar = weak[first + count - 1]!;
    }
    return odd === 1;
  }

  /**
   * Every path may also take its other choice, which turns over the decisions in `mask`: the best of all of them stay.
   * Returns whether any other choice was taken.
   */
  #fork(mask: number): boolean {
    const list = this.#list;
    if (list > SHORT_LIST && 2 * this.#paths > list) return this.#forkSorted(mask);
    const metric = this.#metric;
    const other = this.#other;
    const before = this.#paths;
    let taken = false;
    for (;;) {
      let from = 0;
      for (let p = 1; p < before; p++) if (other[p]! < other[from]!) from = p;
      const cost = other[from]!;
      if (cost === Infinity) return taken;
      let to = this.#paths;
      if (to < list) {
        this.#paths++;
      } else {
        to = 0;
        for (let p = 1; p < list; p++) if (metric[p]! > metric[to]!) to = p;
        if (cost >= metric[to]!) return taken;
        other[to] = Infinity;
      }
      other[from] = Infinity;
      taken = true;
      this.#copy(from, to, cost, mask);
    }
  }

  /** The same for a long list: the cheapest other choices take free places, then those of the paths of the largest metrics. */
  #forkSorted(mask: number): boolean {
    const [metric, other] = [this.#metric, this.#other];
    const before = this.#paths;
    const byOther = this.#order.subarray(0, before);
    const byMetric = this.#worst.subarray(0, before);
    for (let p = 0; p < before; p++) byOther[p] = byMetric[p] = p;
    byOther.sort((p, q) => other[p]! - other[q]!);
    byMetric.sort((p, q) => metric[q]! - metric[p]!);
    const free = this.#list - before;
    for (let i = 0; i < before; i++) {
      const from = byOther[i]!;
      const cost = other[from]!;
      let to = before + i;
      if (i < free) this.#paths++;
      else {
        to = byMetric[i - free]!;
        if (cost >= metric[to]!) return i > 0;
      }
      this.#copy(from, to, cost, mask);
    }
    return true;
  }

  /** Makes a path's other choice the path `to`. */
  #copy(from: number, to: number, cost: number, mask: number): void {
    this.#metric[to] = cost;
    this.#flips[to] = this.#flips[from]! ^ mask;
    for (let stage = 0; stage <= this.#root; stage++) {
      this.#llrSlot[16 * to + stage] = this.#llrSlot[16 * from + stage]!;
      this.#decisionSlot[16 * to + stage] = this.#decisionSlot[16 * from + stage]!;
    }
  }

  /** Writes the node's decisions and joins them with those on the left, up to the highest node that ends here. */
  #ascend(stage: number, top: number, kind: number): void {
    const target = this.#decisions[top]!;
    const halves = this.#llrHalves[stage]!;
    const length = 1 << stage;
    for (let p = 0; p < this.#paths; p++) {
      const end = (p + 1) << top;
      const start = end - length;
      const flips = this.#flips[p]!;
      if (kind === NODE.zero) {
        target.fill(1, start, end);
      } else if (kind === NODE.repetition) {
        target.fill(flips ? -1 : 1, start, end);
      } else {
        const slot = this.#llrSlot[16 * p + stage]!;
        const base = slot << stage;
        for (let i = 0; i < length; i++) target[start + i] = 1 - 2 * (halves[2 * (base + i) + 1]! >>> 31);
        for (let rest = flips, i = slot * this.#room; rest !== 0; rest >>>= 1, i++) {
          if (rest & 1) target[start + this.#weakAt[i]!]! *= -1;
        }
      }
      for (let at = stage; at < top; at++) {
        join(this.#decisions[at]!, this.#decisionSlot[16 * p + at]! << at, target, end - (2 << at), 1 << at);
      }
      this.#decisionSlot[16 * p + top] = p;
    }
  }
}

/** The min-sum check update, sign(x) sign(y) min(|x|, |y|), written without branches. */
function leftChild(above: Float64Array, from: number, here: Float64Array, to: number, half: number): void {
  for (let i = 0; i < half; i++) {
    const x = above[from + i]!;
    const y = above[from + half + i]!;
    here[to + i] = (Math.abs(x + y) - Math.abs(x - y)) / 2;
  }
}

function rightChild(
  above: Float64Array,
  from: number,
  left: Float64Array,
  leftFrom: number,
  here: Float64Array,
  to: number,
  half: number,
): void {
  for (let i = 0; i < half; i++) here[to + i] = above[from + half + i]! + left[leftFrom + i]! * above[from + i]!;
}

/** The left half of a parent's decisions from both children's; the right half is in place. */
function join(left: Float64Array, from: number, parent: Float64Array, to: number, half: number): void {
  for (let i = 0; i < half; i++) parent[to + i] = left[from + i]! * parent[to + half + i]!;
}
