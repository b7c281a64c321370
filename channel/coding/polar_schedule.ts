/** A node of the decoding tree, by which of its bit channels carry information. */
export const NODE = {
  /** None: all its bits are 0. */
  zero: 0,
  /** The last only: its bits are all equal. */
  repetition: 1,
  /** All but the first: its bits have even parity. */
  parity: 2,
  /** All: its bits are anything. */
  free: 3,
} as const;

/**
 * The decoding tree cut at the largest nodes that can be decided at once, from left to right. A stage is the binary
 * logarithm of a node's length; the root's is the last.
 */
export interface PolarSchedule {
  /** The kind of every node, of NODE. */
  readonly kind: Uint8Array;
  /** The stage of every node. */
  readonly stage: Uint8Array;
  /** The stage of the highest node that ends where this one does: the left child (or the root) that it completes. */
  readonly completes: Uint8Array;
  /** The stage of the highest node that starts where this one does: the right child (or the root) that it opens. */
  readonly opens: Uint8Array;
}

/**
 * Cuts the tree of a code of `length` (a power of two) whose `information` channels are given, rising.
 * @param maxStage Of nodes that are parity or free: longer ones are cut.
 */
export function schedulePolar(length: number, information: Int32Array, maxStage = Infinity): PolarSchedule {
  const carries = new Uint8Array(length);
  for (const channel of information) carries[channel] = 1;
  const root = Math.log2(length);
  const nodes: { kind: number; stage: number; completes: number; opens: number }[] = [];
  const visit = (start: number, stage: number): void => {
    const kind = kindOf(carries.subarray(start, start + 2 ** stage));
    const isLong = stage > maxStage && (kind === NODE.parity || kind === NODE.free);
    if (kind === undefined || isLong) {
      visit(start, stage - 1);
      visit(start + 2 ** (stage - 1), stage - 1);
    } else {
      const end = start + 2 ** stage;
      nodes.push({
        kind,
        stage,
        completes: Math.min(root, trailingZeros(end)),
        opens: Math.min(root, trailingZeros(start)),
      });
    }
  };
  visit(0, root);
  return {
    kind: Uint8Array.from(nodes, (node) => node.kind),
    stage: Uint8Array.from(nodes, (node) => node.stage),
    completes: Uint8Array.from(nodes, (node) => node.completes),
    opens: Uint8Array.from(nodes, (node) => node.opens),
  };
}

function kindOf(carries: Uint8Array): number | undefined {
  const count = carries.reduce((sum, bit) => sum + bit, 0);
  if (count === 0) return NODE.zero;
  if (count === 1 && carries.at(-1) === 1) return NODE.repetition;
  if (count === carries.length) return NODE.free;
  if (count === carries.length - 1 && carries[0] === 0) return NODE.parity;
  return undefined;
}

function trailingZeros(value: number): number {
  return value === 0 ? 32 : 31 - Math.clz32(value & -value);
}
