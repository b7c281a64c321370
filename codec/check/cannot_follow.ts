/** What a graph computes cannot be followed, or is not allowed. The message says what of it. */
export class CannotFollow extends Error {}
