import { tinyPath } from "../finetune/tiny.ts";

/** Flags of an evaluation of such lines by a tiny codec. */
export const QUICK_EVAL = ["--codec", tinyPath("bart"), "--rate", "4", "--snr", "3", "--jobs", "1"];

/** Lines in words that the tiny codecs of tests/finetune have tokens for. */
export function isles(count: number): string {
  return Array.from({ length: count }, (_, i) => `Isle ${i % 7} at ${i % 12}.\n`).join("");
}
