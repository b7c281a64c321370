import type { Medium } from "../codec.ts";

/** The form of a message: what its codewords depend on, and where they are. Both ends know it. */
export interface Form {
  /** Tokens of spine; Infinity for all before. */
  readonly memory: number;
  /** True where every token takes as many uses as the others, with energy by its surprisal (even_frame.ts). */
  readonly isEven: boolean;
}

/** A message that arrives whole or not at all. */
export const EXACT: Form = { memory: Infinity, isEven: false };

/** A message that degrades word by word. */
export const GRACEFUL: Form = { memory: 0, isEven: true };

/**
 * The form of that memory. Bits have no energy to give: without memory their places still follow the information.
 */
export function formOf(memory: number, { type }: Medium): Form {
  return memory === 0 && type === "uses" ? GRACEFUL : { memory, isEven: false };
}
