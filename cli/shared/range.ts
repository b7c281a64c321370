import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";

/** More points than this are a slip of the step. */
export const MAX_POINTS = 1000;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A list of numbers: `0,3,6`, or a range `-6:18:3` (from, to, step; the step may be left out where it is 1), or both,
 * `-6:0:3,1,2`. The end of a range belongs to it if a whole number of steps leads there.
 */
export function numberList(): ValueParser<"sync", readonly number[]> {
  return {
    mode: "sync",
    metavar: "LIST",
    placeholder: [0],
    parse(input) {
      const numbers: number[] = [];
      for (const part of input.split(",")) {
        const range = part.split(":");
        const [from, to = from, step = 1] = range.map((field) => NUMBER.test(field.trim()) ? Number(field) : NaN);
        if (range.length > 3 || ![from, to, step].every(Number.isFinite)) {
          const error = message`Expected numbers such as 0,3,6 or a range such as -6:18:3, but got ${input}.`;
          return { success: false, error };
        }
        if (step === 0 || (to! - from!) / step < 0) {
          return { success: false, error: message`The range ${part} never gets from its start to its end.` };
        }
        const count = countOf(from!, to!, step);
        if (numbers.length + count > MAX_POINTS) {
          return { success: false, error: message`${input} has more than ${String(MAX_POINTS)} points.` };
        }
        const decimals = Math.max(decimalsOf(from!), decimalsOf(step));
        for (let i = 0; i < count; i++) numbers.push(round(from! + i * step, decimals));
      }
      return { success: true, value: numbers };
    },
    format: (value) => value.join(","),
  };
}

/** Points of a range, its end included: 0:1:0.1 has eleven although ten times 0.1 is not quite 1. */
function countOf(from: number, to: number, step: number): number {
  return Math.floor((to - from) / step + 1e-6) + 1;
}

/** A value without what binary fractions add to it: 0.3, not 0.30000000000000004; and no negative zero. */
function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

/** Digits after the point that a number needs. */
function decimalsOf(value: number): number {
  const [digits, exponent = "0"] = String(value).split("e");
  return Math.min(100, Math.max(0, (digits!.split(".")[1]?.length ?? 0) - Number(exponent)));
}
