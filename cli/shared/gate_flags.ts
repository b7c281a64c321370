import { multiple, optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { float, string } from "@optique/core/valueparser";
import type { GateSettings } from "../../evaluation/gates/gating.ts";
import { flagHelp, grouped } from "./help.ts";
import { path } from "./path.ts";

/** The flags of the commands that judge an evaluation: `semcom eval` and `semcom merge`. */
export const gateFlags = grouped("Gates", {
  failIf: multiple(
    option("--fail-if", string({ metavar: "GATE" }), {
      description: flagHelp("Exit with 1 if METRIC@SNR<BOUND, as in bleu4@6<0.9; may be given several times."),
    }),
  ),
  strict: option("--strict", { description: flagHelp("Judge gates by the mean, not by the whole 95 % interval.") }),
  baseline: optional(
    option("--baseline", path("FILE"), {
      description: flagHelp("Results of an earlier run: exit with 1 if the headline metric got worse than in them."),
    }),
  ),
  maxDrop: optional(
    option("--max-drop", float({ metavar: "D", min: 0 }), {
      description: flagHelp("With --baseline: how much worse is still good enough.", 0),
    }),
  ),
});

/** The options that {@linkcode gateFlags} parse to. */
export interface GateOptions {
  readonly failIf: readonly string[];
  readonly strict: boolean;
  readonly baseline: string | undefined;
  readonly maxDrop: number | undefined;
}

/** The gates among a command's options. */
export function gateSettingsOf({ failIf, strict, baseline, maxDrop }: GateOptions): GateSettings {
  return { failIf, strict, ...baseline !== undefined && { baseline }, ...maxDrop !== undefined && { maxDrop } };
}
