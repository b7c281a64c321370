/**
 * The two meanings of the token that ends a message. It may stand in a message too, as a line's end does: then it is an
 * end with probability 1 - 2^-8, and a token like others with probability 2^-8.
 */
const INNER_BITS = 8;

/** Bits that are added to the surprisal of the end token where it ends the message, and where it does not. */
export const END = { last: -Math.log2(1 - 2 ** -INNER_BITS), inner: INNER_BITS } as const;
