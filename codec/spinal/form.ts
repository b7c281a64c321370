import type { Medium } from "../codec.ts";
import { type Constellation, constellationAt, GAUSSIAN } from "./constellation.ts";

/** The form of a message: what its codewords depend on, and where they are. Both ends know it. */
export interface Form {
  /** Tokens of spine; Infinity for all before. */
  readonly memory: number;
  /** True where every token takes as many uses as the others, with energy by its surprisal (even_frame.ts). */
  readonly isEven: boolean;
  /** What symbols are sent as over channel uses. */
  readonly constellation: Constellation;
}

/**
 * The form of that memory. Bits have no energy to give: without memory their places still follow the information.
 */
export function formOf(memory: number, medium: Medium): Form {
  const isUses = medium.type === "uses";
  return {
    memory,
    isEven: memory === 0 && isUses,
    constellation: isUses ? constellationAt(medium.snrDb) : GAUSSIAN,
  };
}
