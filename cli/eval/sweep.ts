import { bitChannelFrom } from "../../channel/registry.ts";
import { UsageError } from "../../errors.ts";
import { AXES, type Sweep } from "../../evaluation/plan/sweep.ts";
import { usualOf } from "../../link/check.ts";
import { type FieldKey, fieldOf } from "../../link/fields.ts";
import type { EvalOptions } from "./flags.ts";

/** Axes that are listed with their default where nothing is said. */
const LISTED: readonly FieldKey[] = ["codec", "channel", "seed", "snrDb"];

/** Makes the sweep that was asked for: no value of an axis twice. */
export function createSweep(options: EvalOptions): Sweep & { readonly codec: readonly string[] } {
  const axes = AXES.flatMap(({ json, key }) => {
    const values = options[key] ?? (LISTED.includes(key) ? [usualOf(fieldOf(key))] : []);
    return values.length === 0 ? [] : [[json, [...new Set<string | number>(values)]]];
  });
  const sweep = Object.fromEntries(axes);
  const carryBits = (sweep.channel as string[]).every((channel) => bitChannelFrom(channel) !== undefined);
  if (!carryBits) return sweep;
  if (options.snrDb !== undefined) {
    throw new UsageError(
      `The SNR is ${options.snrDb.join(", ")} dB, and no channel has one: ${
        sweep.channel.join(", ")
      } carry bits as they are: leave --snr out`,
    );
  }
  delete sweep.snr_db;
  return sweep;
}
