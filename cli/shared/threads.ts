import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { flagHelp } from "./help.ts";
import { whole } from "./whole.ts";

/** More threads than this are a slip: every session starts as many. */
const MAX_THREADS = 256;

/** The flag of the threads that a language model takes. */
export const threadsFlag = optional(
  option("--threads", whole({ metavar: "N", min: 1, max: MAX_THREADS }), {
    description: flagHelp(`Threads of the language model, 1 to ${MAX_THREADS}.`, "all cores"),
  }),
);
