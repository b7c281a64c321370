import type { ChannelCode } from "./code.ts";

/** Encodes a block for a round of hybrid ARQ, from 0: other bits of its word, or the same again of a code without redundancy versions. */
export function encodeRound(code: ChannelCode, information: Uint8Array, coded: Uint8Array, round: number): void {
  if (round === 0 || code.rounds === undefined) code.encode(information, coded);
  else code.rounds.encode(information, coded, round);
}

/** Decodes a block by the LLRs of all its rounds, in their order. */
export function decodeRounds(code: ChannelCode, heard: readonly Float32Array[], soft: Float32Array): boolean {
  if (heard.length === 1) return code.decode(heard[0]!, soft);
  if (code.rounds !== undefined) return code.rounds.decode(heard, soft);
  // Chase combining (D. Chase, 1985): what is sent again is heard with the sum of the SNRs.
  const sum = heard[0]!.slice();
  for (const one of heard.slice(1)) one.forEach((llr, i) => sum[i]! += llr);
  return code.decode(sum, soft);
}
