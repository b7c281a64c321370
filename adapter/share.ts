import { allocate } from "./allocation.ts";
import { countDistinctCoordinates } from "./repetition.ts";

/** The shares of a message's tokens in its coordinates. */
export interface Share {
  /** Channel uses of each token, which repeat its coordinates where there are more than it has; none where bits are sent. */
  readonly perToken: Int32Array;
  /** Coordinates of each token, every one once. */
  readonly distinct: Int32Array;
}

/**
 * Shares a message's coordinates among its tokens, as evenly as whole numbers allow: both ends know how.
 * @param coordinates Two for each channel use, or bits.
 * @param width 2M, the most coordinates of a token; a token with more uses repeats them.
 */
export function shareCoordinates(
  coordinates: number,
  tokens: number,
  type: "uses" | "bits",
  width: number,
): Share {
  if (type === "bits") return { perToken: new Int32Array(), distinct: allocate(coordinates, tokens) };
  const perToken = allocate(coordinates / 2, tokens);
  return { perToken, distinct: countDistinctCoordinates(perToken, width) };
}
