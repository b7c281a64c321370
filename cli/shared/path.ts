import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";

import { suggestPaths } from "./suggest.ts";

/** The path of a file or a folder: any word but an empty one, which is what a shell makes of a variable that is not set. */
export function path(
  metavar: "FILE" | "FOLDER" | "OUT" | "SHARD" | "RESULTS" | "MODEL",
): ValueParser<"sync", string> {
  return {
    mode: "sync",
    metavar,
    placeholder: "-",
    parse: (value) =>
      value === ""
        ? { success: false, error: message`Expected a path, but got ${value}: is a variable of the shell empty?` }
        : { success: true, value },
    format: (value) => value,
    suggest: suggestPaths(metavar === "FOLDER" || metavar === "OUT" ? "directory" : "any"),
  };
}
