import type { ChannelCode, CodeFamily } from "./code.ts";
import { requireBlock, requireDecode, requireEncode } from "./limits.ts";

/** True of the family that codes nothing, whose blocks are their information bits. */
export function isUncoded(family: CodeFamily): boolean {
  return family === none;
}

/** No channel code: the coded bits are the information bits (n = k), the output LLRs are the channel's. */
export const none: CodeFamily = {
  name: "none",
  description: "no channel code: n = k",
  create(k: number, n: number): ChannelCode {
    requireBlock("none", k, n, { minN: (k) => k, maxN: (k) => k });
    return {
      name: "none",
      k,
      n,
      encode(information, coded) {
        requireEncode(this, information, coded);
        coded.set(information);
      },
      decode(llr, soft) {
        requireDecode(this, llr, soft);
        soft.set(llr);
        return true;
      },
    };
  },
};
