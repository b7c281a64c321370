/** No evaluation sends a message more often. */
export const MAX_REPEATS = 1_000_000;

/** More workers than this are a slip. */
export const MAX_JOBS = 256;

/** The metric that intervals and baselines go by where nothing is said. */
export const DEFAULT_HEADLINE = "bleu4";

/** No evaluation has more messages. */
export const MAX_MESSAGES = 10_000_000;
