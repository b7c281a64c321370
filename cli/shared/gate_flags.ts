import { message } from "@optique/core/message";
import { multiple, optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { float, string } from "@optique/core/valueparser";
import type { GateSettings } from "../../evaluation/gates/gating.ts";
import { path } from "./path.ts";

/** The flags of the commands that judge an evaluation: `semcom eval` and `semcom merge`. */
export const gateFlags = {
  failIf: multiple(
    option("--fail-if", string({ metavar: "GATE" }), {
      description:
        message`Exit with 1 if METRIC@SNR<BOUND, as in ${"bleu4@6<0.9"}; channel, codec and settings may follow the SNR: ${"bleu4@6,rayleigh,rate=3<0.9"}. Fails where the whole 95 % interval is beyond the bound. May be given several times.`,
    }),
  ),
  strict: option("--strict", { description: message`Judge gates by the mean, not by the whole interval.` }),
  baseline: optional(
    option("--baseline", path("FILE"), {
      description:
        message`Results of an earlier evaluation: exit with 1 if the headline metric got worse than in them, by the paired bootstrap.`,
    }),
  ),
  maxDrop: optional(
    option("--max-drop", float({ metavar: "D", min: 0 }), {
      description: message`With ${"--baseline"}: how much worse is still good enough (default: 0).`,
    }),
  ),
};

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
