/** The WebAssembly module that `tests/channel/coding/ldpc_row.test.ts` assembles from ldpc_row.wat, in base 64. */
export const LDPC_ROW: string = [
  "AGFzbQEAAAABCgFgBn9/f39/fwACEAEEbGRwYwZtZW1vcnkCACADAgEABwcBA3JvdwAACqkDAaYDAgR/BnsDQP0MAAAAAgAAAAIA",
  "AAACAAAAAiEKIAohC/0MAAAAAAAAAAAAAAAAAAAAACEMQQAhByAGIQgDQCAGIAAgB0ECdGooAgBq/QAEACACIAhq/QAEAP2xASEN",
  "IAMgCGogDf0LBAAgDCAN/VEhDCAN/aABIQ4gCyAKIA79uAH9tgEhCyAKIA79tgEhCiAIIARqIQggB0EBaiEHIAcgAUkNAAtBACEH",
  "IAYhCANAIAMgCGr9AAQAIQ0gDSAM/VFBH/2sASEPIAsgCiAN/aABIAr9N/1SIQ4gDkEB/asBIA79rgFBAv2sASEOIA4gD/1RIA/9",
  "sQEhDiACIAhqIA79CwQAIAMgCGogDSAO/a4B/QsEACAIIARqIQggB0EBaiEHIAcgAUkNAAsgBkEQaiEGIAYgBEkNAAtBACEHA0Ag",
  "ACAHQQJ0aigCACEJQQAhBgNAIAMgBmr9AAQAIQ0gCSAFayAN/QsEACAJIA39CwQAIAkgBWogDf0LBAAgCUEQaiEJIAZBEGohBiAG",
  "IARJDQALIAMgBGohAyAHQQFqIQcgByABSQ0ACws=",
].join("");

const PAGES = 32;

/**
 * The decoder's memory, 2 MiB: enough for the largest lifting of the largest graph. All decoders share it, as engines allow for some
 * hundred memories only; what one has in it is there until another is given a block.
 */
const memory = new WebAssembly.Memory({ initial: PAGES });

/** The memory as whole numbers of 32 bits. */
export const WORDS: Int32Array = new Int32Array(memory.buffer);

/**
 * Decodes a row of a lifted base graph, all of whose checks have bits of their own. Addresses and sizes are in bytes.
 * @param ends Of each edge of a check, the address of check 0's bit; those of the other checks follow.
 * @param degree Edges of a check.
 * @param messages Of each edge, the last messages of all checks to their bits.
 * @param values Room for as much.
 * @param bytes All checks' messages of an edge, filled up to a multiple of 16 with those of the first checks again.
 * @param z From a bit to its copies before and behind it.
 */
export const decodeRow = new WebAssembly.Instance(
  new WebAssembly.Module(Uint8Array.from(atob(LDPC_ROW), (letter) => letter.charCodeAt(0))),
  { ldpc: { memory } },
).exports["row"] as (
  ends: number,
  degree: number,
  messages: number,
  values: number,
  bytes: number,
  z: number,
) => void;
