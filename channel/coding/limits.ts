import { UsageError } from "../../errors.ts";
import type { ChannelCode } from "./code.ts";

/** The legal coded lengths of a code for a given number of information bits, and the legal numbers of those. */
export interface Limits {
  readonly maxK?: number;
  readonly minN: (k: number) => number;
  readonly maxN?: (k: number) => number;
  /** What `n` is a multiple of. */
  readonly multipleOf?: number;
}

/** Throws a UsageError that names the nearest legal value when a code family has no block of k and n bits. */
export function requireBlock(
  name: string,
  k: number,
  n: number,
  { maxK = Infinity, minN, maxN, multipleOf = 1 }: Limits,
): void {
  const tried = `Make a ${name} code with k=${k}, n=${n}`;
  const reject = (why: string, nearest: string): never => {
    throw new UsageError(`${tried}: ${why} (nearest: ${nearest})`);
  };
  if (!Number.isInteger(k) || k < 1) {
    reject("k is a whole number of information bits, 1 or more", `k=${toRange(k, maxK)}`);
  }
  if (k > maxK) reject(`a block takes at most ${maxK} information bits`, `k=${maxK}`);
  const min = minN(k);
  const max = maxN?.(k) ?? Infinity;
  if (!Number.isInteger(n)) reject("n is a whole number of coded bits", `n=${Math.max(min, toRange(n, max))}`);
  if (n < min) reject(`k=${k} needs at least ${min} coded bits`, `n=${min}`);
  if (n % multipleOf !== 0) {
    reject(`n is a multiple of ${multipleOf}, the bits of a symbol`, `n=${Math.ceil(n / multipleOf) * multipleOf}`);
  }
  if (n > max) reject(`k=${k} takes at most ${max} coded bits`, `n=${max}`);
}

function toRange(value: number, max: number): number {
  return Number.isNaN(value) ? 1 : Math.min(Math.max(1, Math.round(value)), max, Number.MAX_SAFE_INTEGER);
}

/** Throws a UsageError unless the arrays given to an encoder have exactly the block's lengths. */
export function requireEncode(code: ChannelCode, information: Uint8Array, coded: Uint8Array): void {
  if (information.length !== code.k) refuseLength("Encode", code, "information bits", information.length, code.k);
  if (coded.length !== code.n) refuseLength("Encode", code, "coded bits", coded.length, code.n);
}

/** Throws a UsageError unless the arrays given to a decoder have exactly the block's lengths. */
export function requireDecode(code: ChannelCode, llr: Float32Array, soft: Float32Array): void {
  if (llr.length !== code.n) refuseLength("Decode", code, "channel LLRs", llr.length, code.n);
  if (soft.length !== code.k) refuseLength("Decode", code, "output LLRs", soft.length, code.k);
}

function refuseLength(verb: string, { name, k, n }: ChannelCode, what: string, got: number, want: number): never {
  throw new UsageError(`${verb} a ${name} block (k=${k}, n=${n}): room for ${got} ${what}, must be ${want}`);
}
