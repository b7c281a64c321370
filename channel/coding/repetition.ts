import type { ChannelCode, CodeFamily } from "./code.ts";
import { requireBlock, requireDecode, requireEncode } from "./limits.ts";

/**
 * Repetition to any n >= k: coded bit j is information bit j mod k, so that the copies of a bit lie k apart and the
 * first n mod k bits have one more. The decoder adds the LLRs of the copies, which is optimal.
 */
export const repetition: CodeFamily = {
  name: "repetition",
  description: "the block sent again and again to any n >= k, soft combining",
  create(k: number, n: number): ChannelCode {
    requireBlock("repetition", k, n, { minN: (k) => k });
    return {
      name: "repetition",
      k,
      n,
      encode(information, coded) {
        requireEncode(this, information, coded);
        for (let from = 0; from < n; from += k) {
          coded.set(n - from < k ? information.subarray(0, n - from) : information, from);
        }
      },
      decode(llr, soft) {
        requireDecode(this, llr, soft);
        soft.fill(0);
        for (let j = 0, i = 0; j < n; j++) {
          soft[i]! += llr[j]!;
          if (++i === k) i = 0;
        }
        return true;
      },
    };
  },
};
