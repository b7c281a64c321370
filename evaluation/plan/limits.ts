/** No evaluation has more messages. */
export const MAX_MESSAGES = 10_000_000;

/** No evaluation sends a message more often. */
export const MAX_REPEATS = 1_000_000;

/** No unit has more messages: they are sent together, and a worker has all of them. */
export const MAX_UNIT = 32;

/** More workers than this are a slip. */
export const MAX_JOBS = 256;

/** The metric that intervals and baselines go by where nothing is said. */
export const DEFAULT_HEADLINE = "bleu4";
