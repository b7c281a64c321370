import { RefusedError } from "../../errors.ts";
import { buildGraphs } from "./graphs.ts";
import type { LanguageModelSettings } from "./settings.ts";

/**
 * Checks the graphs of a causal codec before the runtime sees them: each must be, to the byte, the one that is built
 * here from its codec.json. So there is nothing in them that is not ours, and what they compute is bounded by a
 * configuration that {@linkcode parseLanguageModel} has bounded.
 * @param files The bytes of the folder's files by their names, at least the graphs.
 * @throws {RefusedError} naming the file that is another.
 */
export function checkGraphs(
  { configuration }: Pick<LanguageModelSettings, "configuration">,
  files: ReadonlyMap<string, Uint8Array>,
): void {
  for (const [name, expected] of buildGraphs(configuration)) {
    const given = files.get(name);
    if (given === undefined || !isEqual(given, expected)) {
      throw new RefusedError(
        `Cannot use ${name}: it is not the graph of its codec.json as this version of semcom builds it: import the model again`,
      );
    }
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
