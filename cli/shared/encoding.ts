import { text } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import type { ValueParser } from "@optique/core/valueparser";
import { UsageError } from "../../errors.ts";
import { encodingNamed } from "../../text/encoding.ts";
import { flagHelp } from "./help.ts";

/** An encoding by one of its labels, as its name. */
function encoding(): ValueParser<"sync", string> {
  return {
    mode: "sync",
    metavar: "LABEL",
    placeholder: "utf-8",
    parse(label) {
      try {
        return { success: true, value: encodingNamed(label) };
      } catch (error) {
        if (error instanceof UsageError) return { success: false, error: [text(`${error.message}.`)] };
        throw error;
      }
    },
    format: (value) => value,
  };
}

/** The flag of the commands that read texts. */
export const encodingFlag = optional(
  option("--encoding", encoding(), {
    description: flagHelp("Encoding of the text, by a label of the WHATWG Encoding Standard, such as latin1.", "utf-8"),
  }),
);
